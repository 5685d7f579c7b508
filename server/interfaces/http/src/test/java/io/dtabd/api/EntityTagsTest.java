package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.store.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityTagsTest {

  private static final Version ONE = Version.of(1);
  private static final Version TWO = Version.of(2);

  @Test
  void noHeaderIsNoCondition() {
    assertThat(EntityTags.strong(List.of())).isEmpty();
  }

  @Test
  void bareTagNamesItsVersion() {
    assertThat(strong("AAAAAAAAAAE=").matches(ONE)).isTrue();
    assertThat(strong("AAAAAAAAAAE=").matches(TWO)).isFalse();
  }

  @Test
  void quotedTagNamesItsVersion() {
    assertThat(strong("\"AAAAAAAAAAE=\"").versions()).containsExactly(ONE);
  }

  @Test
  void starNamesAnyVersion() {
    assertThat(strong("*").matches(TWO)).isTrue();
  }

  @Test
  void listNamesEachOfItsVersions() {
    assertThat(strong("\"AAAAAAAAAAE=\", \"AAAAAAAAAAI=\"").versions()).containsExactly(ONE, TWO);
  }

  @Test
  void whatIsNotBase64NamesNoVersion() {
    assertThat(strong("!!!").matches(ONE)).isFalse();
    assertThat(strong("").matches(ONE)).isFalse();
    assertThat(strong("\"").matches(ONE)).isFalse();
  }

  @Test
  void weakTagCountsOnlyWhereWeakComparisonIsAskedFor() {
    List<String> header = List.of("W/\"AAAAAAAAAAE=\"");

    assertThat(EntityTags.weak(header).orElseThrow().matches(ONE)).isTrue();
    assertThat(EntityTags.strong(header).orElseThrow().matches(ONE)).isFalse();
  }

  private static EntityTags strong(String header) {
    return EntityTags.strong(List.of(header)).orElseThrow();
  }
}

package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediaTypeTest {

  @Test
  void firstKnownAcceptedTypeWins() {
    assertThat(accepted("text/html, application/dtab, application/json")).isEqualTo(MediaType.DTAB);
  }

  @Test
  void acceptedTypesMayComeInSeveralHeaders() {
    assertThat(accepted("image/png", "text/plain")).isEqualTo(MediaType.TEXT);
  }

  @Test
  void parametersOfAcceptedTypesAreIgnored() {
    assertThat(accepted("text/plain;q=0.1, application/json;q=0.9")).isEqualTo(MediaType.TEXT);
  }

  @Test
  void jsonIsAnsweredToThoseWhoAcceptNothingKnown() {
    assertThat(accepted("image/png")).isEqualTo(MediaType.JSON);
    assertThat(accepted("*/*")).isEqualTo(MediaType.JSON);
    assertThat(accepted("")).isEqualTo(MediaType.JSON);
    assertThat(accepted()).isEqualTo(MediaType.JSON);
  }

  @Test
  void contentTypeMayHaveParametersAndAnyCase() {
    assertThat(MediaType.of("Application/DTAB ; charset=utf-8")).contains(MediaType.DTAB);
  }

  @Test
  void otherContentTypesAreUnknown() {
    assertThat(MediaType.of("text/html")).isEmpty();
    assertThat(MediaType.of("")).isEmpty();
    assertThat(MediaType.of("application/dtabs")).isEmpty();
  }

  private static MediaType accepted(String... headers) {
    return MediaType.accepted(List.of(headers));
  }
}

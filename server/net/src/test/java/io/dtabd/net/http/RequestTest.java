package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  private static Request get(String target) {
    var address = new InetSocketAddress(0);
    var anywhere = new Peer(address, address, Optional.empty());
    return Request.of("GET", target, Headers.NONE, Body.EMPTY, anywhere);
  }

  @Test
  void segmentsAreDecodedOneByOne() {
    assertThat(get("/api/a%2Fb/c%20d+e").segments()).containsExactly("api", "a/b", "c d+e");
  }

  @Test
  void rootHasNoSegments() {
    assertThat(get("/").segments()).isEmpty();
    assertThat(get("/?a=b").segments()).isEmpty();
  }

  @Test
  void slashAtTheEndIsAnEmptySegment() {
    assertThat(get("/a/").segments()).containsExactly("a", "");
    assertThat(get("//a").segments()).containsExactly("", "a");
  }

  @Test
  void authorityBeforeThePathIsIgnored() {
    assertThat(get("http://host:80/a?b=c").path()).isEqualTo("/a");
    assertThat(get("http://host").segments()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "host:80", "", "a/b"})
  void targetWithoutPathIsRefused(String target) {
    assertThatThrownBy(() -> get(target))
        .isInstanceOf(HttpProblem.class)
        .hasMessage("The request target must begin with '/'");
  }

  @Test
  void parametersAreDecodedAsForms() {
    Query query = get("/?path=%2Fsvc%2Fa+b&path=/c&watch&=x&&dtab=").query();

    assertThat(query.first("path")).isEqualTo("/svc/a b");
    assertThat(query.all("path")).containsExactly("/svc/a b", "/c");
    assertThat(query.first("watch")).isEmpty();
    assertThat(query.first("dtab")).isEmpty();
    assertThat(query.first("")).isEqualTo("x");
    assertThat(query.first("none")).isNull();
  }

  @Test
  void semicolonSeparatesNothing() {
    assertThat(get("/?dtab=/a=>/b;/c=>/d").query().first("dtab")).isEqualTo("/a=>/b;/c=>/d");
  }

  @Test
  void rawUtf8IsTakenAsItIs() {
    assertThat(get("/?a=\u00c3\u00a9").query().first("a")).isEqualTo("\u00e9");
  }

  @Test
  void badEncodingIsNamedWithItsPlace() {
    assertThatThrownBy(() -> get("/?path=/svc%2"))
        .hasMessageContaining("query parameter 'path' at offset 4");
    assertThatThrownBy(() -> get("/?path=%ff")).hasMessageContaining("not UTF-8");
  }

  @Test
  void parameterThatTheTemplateLacksIsTheProgrammersError() {
    assertThatThrownBy(() -> get("/").pathParameter("ns"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.dtabd.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskTest {

  private static final Ask BIND = new Ask(Ask.Kind.BIND, "/api/1/bind/ns?path=/svc/a");
  private static final Ask RESOLVE = new Ask(Ask.Kind.RESOLVE, "/api/1/resolve/ns?path=/svc/a");
  private static final Ask ADDR = new Ask(Ask.Kind.ADDR, "/api/1/addr/ns?path=/%23/io.l5d.fs/a");

  private static final String FIRST = addr(1, "");
  private static final String SECOND = addr(2, "");
  private static final String SPLIT =
      "{\"type\":\"union\",\"union\":[{\"weight\":1.0,\"tree\":%s},{\"weight\":9.0,\"tree\":%s}]}"
          .formatted(
              leaf("/#/a", addr(1, "\"namer_nametree_weight\":1.0")),
              leaf("/#/b", addr(2, "\"namer_nametree_weight\":9.0")));

  @Test
  void otherAddressesAreAnOldState() throws Exception {
    assertThat(ADDR.isRight(FIRST, SECOND)).isFalse();
    assertThat(ADDR.isRight(FIRST, FIRST)).isTrue();
  }

  @Test
  void aTreeOfOtherNamesIsAnOldState() throws Exception {
    assertThat(BIND.isRight(leaf("/#/a", FIRST), leaf("/#/b", FIRST))).isFalse();
  }

  @Test
  void aTreeIsRightWhateverAddressesItWasToldWith() throws Exception {
    assertThat(BIND.isRight(leaf("/#/a", FIRST), leaf("/#/a", SECOND))).isTrue();
  }

  @Test
  void aStreamOfPickedAddressesIsJudgedByTheTree() {
    assertThat(RESOLVE.judge()).isEqualTo("/api/1/bind/ns?path=/svc/a");
  }

  @Test
  void theAddressesOfEitherBranchAreRight() throws Exception {
    assertThat(RESOLVE.isRight(FIRST, SPLIT)).isTrue();
    assertThat(RESOLVE.isRight(SECOND, SPLIT)).isTrue();
    assertThat(RESOLVE.isRight(addr(3, ""), SPLIT)).isFalse();
  }

  @Test
  void whatLeadsNowhereHasNoAddresses() throws Exception {
    assertThat(RESOLVE.isRight("{\"type\":\"neg\"}", "{\"type\":\"fail\"}")).isTrue();
    assertThat(RESOLVE.isRight(FIRST, "{\"type\":\"neg\"}")).isFalse();
  }

  private static String leaf(String id, String addr) {
    return "{\"type\":\"leaf\",\"bound\":{\"addr\":%s,\"id\":\"%s\",\"path\":\"/\"}}"
        .formatted(addr, id);
  }

  private static String addr(int port, String meta) {
    return "{\"type\":\"bound\",\"addrs\":[{\"ip\":\"127.0.0.1\",\"port\":%d,\"meta\":{}}],\"meta\":{%s}}"
        .formatted(port, meta);
  }
}

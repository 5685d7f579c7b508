package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UtilityTest {

  private final SystemNamer namer = new SystemNamer(Asking.noHosts());

  @ParameterizedTest
  @CsvSource({
    "/$/io.buoyant.hostportPfx/pfx/host:80/etc, /pfx/host/80/etc",
    "/$/io.buoyant.hostportPfx/pfx/host:http, /pfx/host/http",
    "/$/io.buoyant.porthostPfx/pfx/host:80/etc, /pfx/80/host/etc",
    "/$/io.buoyant.http.anyMethod/GET/x, /x",
    "/$/io.buoyant.http.anyMethodPfx/pfx/GET/x, /pfx/x",
    "/$/io.buoyant.http.anyHost/foo.com:80/x, /x",
    "/$/io.buoyant.http.anyHost/foo.com, /",
    "/$/io.buoyant.http.anyHostPfx/pfx/foo.com/x, /pfx/x",
    "/$/io.buoyant.http.subdomainOf/buoyant.io/foo.buoyant.io:80/x, /foo/x",
    "/$/io.buoyant.http.subdomainOf/buoyant.io/a.b.buoyant.io/x, /a.b/x",
    "/$/io.buoyant.http.subdomainOfPfx/buoyant.io/pfx/foo.buoyant.io/x, /pfx/foo/x",
    "/$/io.buoyant.http.domainToPath/foo.buoyant.io/x, /io/buoyant/foo/x",
    "/$/io.buoyant.http.domainToPathPfx/pfx/foo.buoyant.io/x, /pfx/io/buoyant/foo/x",
  })
  void isRewritten(String path, String to) {
    assertThat(namer.lookup(Path.read(path)).now())
        .isEqualTo(State.ok(NameTree.leaf(new Namer.Name.Rewritten(Path.read(to)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/$/io.buoyant.hostportPfx/pfx",
        "/$/io.buoyant.hostportPfx/pfx/host/etc",
        "/$/io.buoyant.hostportPfx/pfx/host:80:81/etc",
        "/$/io.buoyant.hostportPfx/pfx/:80/etc",
        "/$/io.buoyant.hostportPfx/pfx/host:HTTP",
        "/$/io.buoyant.porthostPfx/pfx/host:aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234",
        "/$/io.buoyant.http.anyMethod/get/x",
        "/$/io.buoyant.http.anyMethod",
        "/$/io.buoyant.http.anyMethodPfx/GET",
        "/$/io.buoyant.http.anyHost/no\\x20host/x",
        "/$/io.buoyant.http.subdomainOf/buoyant.io/foo.example.com/x",
        "/$/io.buoyant.http.subdomainOf/buoyant.io/buoyant.io/x",
        "/$/io.buoyant.http.subdomainOf/buoyant.io/.buoyant.io/x",
        "/$/io.buoyant.http.subdomainOfPfx/buoyant.io/foo.buoyant.io",
        "/$/io.buoyant.http.domainToPath",
      })
  void isNegWhereTheFormIsAnother(String path) {
    assertThat(namer.lookup(Path.read(path)).now()).isEqualTo(State.ok(NameTree.neg()));
  }

  @ParameterizedTest
  @CsvSource({
    "/$/inet/127.0.0.1/80/rest/of, /$/inet/127.0.0.1/80, /rest/of",
    "/$/inet/80, /$/inet/80, /",
    "/$/inet/80/x, /$/inet/80, /x",
    "/$/inet/80/81/x, /$/inet/80/81, /x",
    "/$/io.buoyant.rinet/80/127.0.0.1/rest, /$/io.buoyant.rinet/80/127.0.0.1, /rest",
  })
  void hostsAreSettled(String path, String id, String residual) {
    assertThat(namer.lookup(Path.read(path)).now())
        .isInstanceOfSatisfying(
            State.Ok.class,
            ok ->
                assertThat(ok.value())
                    .isInstanceOfSatisfying(
                        NameTree.Leaf.class,
                        leaf ->
                            assertThat(leaf.value())
                                .isInstanceOfSatisfying(
                                    Namer.Name.Settled.class,
                                    settled -> {
                                      assertThat(settled.id()).isEqualTo(Path.read(id));
                                      assertThat(settled.residual()).isEqualTo(Path.read(residual));
                                    })));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/$/inet/web", "/$/inet", "/$/io.buoyant.rinet/web/80"})
  void hostsWithoutAPortFailAndSayHowToWriteThem(String path) {
    assertThat(namer.lookup(Path.read(path)).now())
        .isInstanceOfSatisfying(
            State.Failed.class, failed -> assertThat(failed.reason()).contains(path, "PORT"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/$/no%such", "/$/Inet/80"})
  void unknownNamersFailAndAreNamed(String path) {
    assertThat(namer.lookup(Path.read(path)).now())
        .isInstanceOfSatisfying(
            State.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .startsWith("Unknown namer: ")
                    .endsWith("path: " + path));
  }
}

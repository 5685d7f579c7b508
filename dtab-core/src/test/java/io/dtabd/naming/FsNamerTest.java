package io.dtabd.naming;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FsNamerTest {

  private static final Path PREFIX = Path.read("/#/io.l5d.fs");
  private static final State<NameTree<BoundName>> NEG = State.ok(NameTree.neg());
  private static final State<Addr> NO_ADDR = State.ok(new Addr.Neg());

  @TempDir private java.nio.file.Path temporary;
  private java.nio.file.Path folder = java.nio.file.Path.of("unset");
  private FsNamer fs;
  private Namers namers;

  private static InetAddress[] lookup(String host) throws UnknownHostException {
    if (host.equals("web.example")) {
      return new InetAddress[] {InetAddress.ofLiteral("10.9.9.9")};
    }
    throw new UnknownHostException(host);
  }

  @BeforeEach
  void watch() throws IOException {
    folder = temporary.resolve("disco");
    Files.createDirectory(folder);
    var timer = new ManualTimer();
    var hosts = new Hosts(FsNamerTest::lookup, Runnable::run, timer, timer, Hosts.Pace.DEFAULT);
    fs = FsNamer.watch(PREFIX, folder, hosts, InstantSource.system(), Asking.setting(timer));
    namers = new Namers(Map.of(PREFIX, fs), new SystemNamer(hosts));
    await().until(() -> !(boundNames() instanceof State.Pending));
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  private State<NameTree<BoundName>> bind(Path path) {
    return Asking.now(reads -> new Interpreter(namers).bind(Dtab.EMPTY, path, reads));
  }

  private State<Addr> addr(String file) {
    return Asking.now(
        reads -> new Interpreter(namers).addr(Path.read("/#/io.l5d.fs/" + file), reads));
  }

  private State<List<Path>> boundNames() {
    return Asking.now(namers::boundNames);
  }

  private static State<Addr> bound(int... ports) {
    var endpoints = new HashSet<Endpoint>();
    for (int port : ports) {
      endpoints.add(new Endpoint(InetAddress.ofLiteral("10.0.0.1"), port));
    }
    return State.ok(new Addr.Bound(endpoints));
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  @Test
  void fileThatIsMadeIsFound() throws IOException {
    assertThat(addr("web")).isEqualTo(NO_ADDR);
    write("web", "10.0.0.1 80\n10.0.0.1 81");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80, 81)));
  }

  @Test
  void fileThatIsWrittenAgainIsReadAgain() throws IOException {
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    write("web", "10.0.0.1 81");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(81)));
  }

  @Test
  void fileThatIsReplacedByRenamingIsReadAgain() throws IOException {
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    var next = Files.writeString(temporary.resolve("next"), "10.0.0.1 81");
    Files.move(next, folder.resolve("web"), ATOMIC_MOVE);
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(81)));
  }

  @Test
  void fileThatIsDeletedIsNeg() throws IOException {
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    Files.delete(folder.resolve("web"));
    await().untilAsserted(() -> assertThat(bind(PREFIX.concat(Path.of("web")))).isEqualTo(NEG));
    assertThat(addr("web")).isEqualTo(NO_ADDR);
  }

  @Test
  void restOfThePathIsLeftOver() throws IOException {
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    assertThat(bind(Path.read("/#/io.l5d.fs/web/a/b")))
        .isInstanceOfSatisfying(
            State.Ok.class,
            ok ->
                assertThat(ok.value())
                    .isInstanceOfSatisfying(
                        NameTree.Leaf.class,
                        leaf ->
                            assertThat(leaf.value())
                                .isInstanceOfSatisfying(
                                    BoundName.class,
                                    name -> {
                                      assertThat(name.id())
                                          .isEqualTo(Path.read("/#/io.l5d.fs/web"));
                                      assertThat(name.residual()).isEqualTo(Path.read("/a/b"));
                                    })));
  }

  @Test
  void filesInFoldersMadeLaterAreFoundAndWatched() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    write("a/b/web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("a/b/web")).isEqualTo(bound(80)));
    write("a/b/web", "10.0.0.1 81");
    await().untilAsserted(() -> assertThat(addr("a/b/web")).isEqualTo(bound(81)));
    assertThat(bind(Path.read("/#/io.l5d.fs/a/b"))).isEqualTo(NEG);
  }

  @Test
  void mountedConfigMapIsFollowedWhenItsDataIsSwapped() throws IOException {
    Files.createDirectory(folder.resolve("..v1"));
    write("..v1/web", "10.0.0.1 80");
    Files.createSymbolicLink(folder.resolve("..data"), java.nio.file.Path.of("..v1"));
    Files.createSymbolicLink(folder.resolve("web"), java.nio.file.Path.of("..data/web"));
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));

    Files.createDirectory(folder.resolve("..v2"));
    write("..v2/web", "10.0.0.1 81");
    Files.createSymbolicLink(folder.resolve("..data_tmp"), java.nio.file.Path.of("..v2"));
    Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), ATOMIC_MOVE);
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(81)));
    assertThat(boundNames()).isEqualTo(State.ok(List.of(Path.read("/#/io.l5d.fs/web"))));
  }

  @Test
  void linkThatLeadsBackUpIsNotFollowedForEver() throws IOException {
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    assertThat(boundNames()).isEqualTo(State.ok(List.of(Path.read("/#/io.l5d.fs/web"))));
  }

  @Test
  void noLabelLeadsOutOfTheFolder() throws IOException {
    Files.writeString(temporary.resolve("secret"), "10.0.0.1 80");
    Files.createDirectory(folder.resolve("sub"));
    write("sub/web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("sub/web")).isEqualTo(bound(80)));
    assertThat(
            List.of(
                bind(PREFIX.concat(Path.of("..", "secret"))),
                bind(PREFIX.concat(Path.of("../secret"))),
                bind(PREFIX.concat(Path.of("sub", "..", "..", "secret"))),
                bind(PREFIX.concat(Path.of(temporary.resolve("secret").toString()))),
                bind(PREFIX.concat(Path.of("sub/web"))),
                bind(PREFIX.concat(Path.of("."))),
                bind(PREFIX.concat(Path.of("sub", "web\0"))),
                bind(PREFIX.concat(new Path(List.of(new Label("\u00ff\u00fe")))))))
        .containsOnly(NEG);
  }

  @Test
  void fileWithOddNameIsFoundByItsBytes() throws IOException {
    write("a name", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("\\x61\\x20name")).isEqualTo(bound(80)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not an address",
        "10.0.0.1",
        "10.0.0.1 0",
        "10.0.0.1 65536",
        "10.0.0.1 http",
        "10.0.0.1 80 * x",
        "10.0.0.1 80 *",
        "10.0.0.1 80 * -1",
        "10.0.0.1 80 * NaN",
        "10.0.0.1 80 * Infinity",
        "10.0.0.1 80 * 1e999",
        "10.0.0.1 80 * 1 2",
        "10.0.0.1 80 81",
      })
  void malformedFileIsAFailedAddress(String line) throws IOException {
    write("web", "10.0.0.2 80\n" + line + "\n");
    await()
        .untilAsserted(
            () -> assertThat(addr("web")).isEqualTo(State.failed("malformed address: " + line)));
    assertThat(bind(Path.read("/#/io.l5d.fs/web"))).isNotEqualTo(NEG);
  }

  @Test
  void commentsEmptyLinesAndWeightsAreRead() throws IOException {
    write("web", "# all\n\n 10.0.0.1\t80 # one\r\n10.0.0.1 81 * 2.5\n10.0.0.1 82*.5\n");
    InetAddress ip = InetAddress.ofLiteral("10.0.0.1");
    await()
        .untilAsserted(
            () ->
                assertThat(addr("web"))
                    .isEqualTo(
                        State.ok(
                            new Addr.Bound(
                                Set.of(
                                    new Endpoint(ip, 80),
                                    weighted(ip, 81, 2.5),
                                    weighted(ip, 82, 0.5))))));
  }

  @ParameterizedTest
  @CsvSource({"1e1, 10", "1E-1, 0.1", "+2, 2", "3., 3", ".25, 0.25", "0, 0", "1.5e+2, 150"})
  void aWeightIsAnyNumberThatNamerdReads(String written, double weight) throws IOException {
    write("web", "10.0.0.1 80 * " + written + "\n");
    InetAddress ip = InetAddress.ofLiteral("10.0.0.1");
    await()
        .untilAsserted(
            () ->
                assertThat(addr("web"))
                    .isEqualTo(State.ok(new Addr.Bound(Set.of(weighted(ip, 80, weight))))));
  }

  private static Endpoint weighted(InetAddress ip, int port, double weight) {
    return new Endpoint(ip, port, OptionalDouble.of(weight), Optional.empty());
  }

  @Test
  void emptyFileIsBoundToNothing() throws IOException {
    write("web", "");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound()));
  }

  @Test
  void hostNamesInFilesAreLookedUp() throws IOException {
    write("web", "web.example 80\nnosuch.example 80");
    var expected =
        State.ok(new Addr.Bound(Set.of(new Endpoint(InetAddress.ofLiteral("10.9.9.9"), 80))));
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(expected));
  }

  @Test
  void hugeFileIsAFailedAddressThatSaysSo() throws IOException {
    String line = "10.0.0.1 80\n";
    write("web", line.repeat(FolderScan.MAX_FILE_BYTES / line.length() + 1));
    await()
        .untilAsserted(
            () ->
                assertThat(addr("web"))
                    .isEqualTo(State.failed("file web has more than 512000 bytes")));
  }

  @Test
  void boundNamesAreTheFiles() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    write("sub/web", "");
    write("malformed", "not an address");
    await()
        .untilAsserted(
            () ->
                assertThat(boundNames())
                    .isEqualTo(
                        State.ok(
                            List.of(
                                Path.read("/#/io.l5d.fs/malformed"),
                                Path.read("/#/io.l5d.fs/sub/web")))));
  }

  @Test
  void changeOfAddressesIsToldToThoseOfTheFileAlone() throws IOException {
    write("web", "10.0.0.1 80");
    write("other", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    await().untilAsserted(() -> assertThat(addr("other")).isEqualTo(bound(80)));
    var told = new AtomicInteger();
    var toldOther = new AtomicInteger();
    try (Subscription _ = liveAddr("web").observe(told::incrementAndGet);
        Subscription _ = liveAddr("other").observe(toldOther::incrementAndGet)) {
      told.set(0);
      toldOther.set(0);
      write("web", "10.0.0.1 81");
      await().until(() -> told.get() > 0 && addr("web").equals(bound(81)));
      assertThat(toldOther).hasValue(0);
    }
  }

  @Test
  void lookupsOfOnePathAreEqual() throws IOException {
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    Path path = Path.read("/#/io.l5d.fs/web");
    assertThat(fs.lookup(path)).isEqualTo(fs.lookup(path));
    assertThat(fs.lookup(path).now()).isEqualTo(fs.lookup(path).now());
  }

  private Live<Addr> liveAddr(String file) {
    State<NameTree<BoundName>> bound = bind(PREFIX.concat(Path.of(file)));
    if (bound instanceof State.Ok<NameTree<BoundName>>(NameTree.Leaf<BoundName>(var name))) {
      return name.addr();
    }
    throw new AssertionError(file + " is bound to " + bound);
  }

  @Test
  void folderThatIsReplacedIsWatchedAnew() throws IOException {
    write("web", "10.0.0.1 80");
    await().untilAsserted(() -> assertThat(addr("web")).isEqualTo(bound(80)));
    Files.move(folder, temporary.resolve("elsewhere"));
    Files.createDirectory(folder);
    write("other", "10.0.0.1 81");
    // The new folder is found by the slow look, and then counts.
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(addr("other")).isEqualTo(bound(81)));
    assertThat(addr("web")).isEqualTo(NO_ADDR);
  }

  @Test
  void manyFilesAreAllFound() throws IOException {
    for (int i = 0; i < 500; i++) {
      write("web" + i, "10.0.0.1 " + (i + 1));
    }
    await()
        .untilAsserted(
            () ->
                assertThat(IntStream.range(0, 500))
                    .allSatisfy(i -> assertThat(addr("web" + i)).isEqualTo(bound(i + 1))));
  }
}

package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamersTest {

  /** Knows everything as {@code $}, and lists what it is told. */
  private record Listing(State<Set<Path>> names) implements Namer {
    @Override
    public Live<NameTree<Name>> lookup(Path path) {
      return Live.constant(State.ok(NameTree.empty()));
    }

    @Override
    public Optional<Live<Set<Path>>> boundNames() {
      return Optional.of(Live.constant(names));
    }
  }

  private static final Namer NOTHING = new Listing(State.ok(Set.of()));

  private static Namers of(Map<Path, Namer> configured) {
    return new Namers(configured, new SystemNamer(Asking.noHosts()));
  }

  @ParameterizedTest
  @CsvSource({"/a,/a/b", "/a/b,/a", "/a/b/c,/a"})
  void overlappingPrefixesAreRefused(String one, String other) {
    var configured = new LinkedHashMap<Path, Namer>();
    configured.put(Namers.prefix(Path.read(one)), NOTHING);
    configured.put(Namers.prefix(Path.read(other)), NOTHING);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(configured))
        .withMessageContainingAll("/#" + one, "/#" + other, "overlap");
  }

  @Test
  void emptyPrefixIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Namers.prefix(Path.EMPTY))
        .withMessageContaining("at least one label");
  }

  @Test
  void siblingPrefixesAreFine() {
    Namers namers = of(Map.of(Path.read("/#/a/b"), NOTHING, Path.read("/#/a/bc"), NOTHING));
    assertThat(namers.lookup(Path.read("/#/a/b/x")).now()).isEqualTo(State.ok(NameTree.empty()));
    assertThat(namers.lookup(Path.read("/#/a/bc")).now()).isEqualTo(State.ok(NameTree.empty()));
  }

  @ParameterizedTest
  @CsvSource({"/", "/#", "/#/a", "/#/other/x", "/$", "/svc/x", "/%/x"})
  void pathsOfNoNamerAreNeg(String path) {
    Namers namers = of(Map.of(Path.read("/#/a/b"), NOTHING));
    assertThat(namers.lookup(Path.read(path)).now()).isEqualTo(State.ok(NameTree.neg()));
  }

  @Test
  void boundNamesAreThoseOfAllNamersInOrder() {
    Namers namers =
        of(
            Map.of(
                Path.read("/#/b"), new Listing(State.ok(Set.of(Path.read("/#/b/x")))),
                Path.read("/#/a"),
                    new Listing(State.ok(Set.of(Path.read("/#/a/y"), Path.read("/#/a/x"))))));
    assertThat(Asking.now(namers::boundNames))
        .isEqualTo(
            State.ok(List.of(Path.read("/#/a/x"), Path.read("/#/a/y"), Path.read("/#/b/x"))));
  }

  @Test
  void boundNamesWaitForANamerThatIsNotReady() {
    Namers namers = of(Map.of(Path.read("/#/a"), new Listing(State.pending())));
    assertThat(Asking.now(namers::boundNames)).isEqualTo(State.pending());
  }

  @Test
  void boundNamesGoWithoutANamerThatFails() {
    Namers namers =
        of(
            Map.of(
                Path.read("/#/a"), new Listing(State.failed("down")),
                Path.read("/#/b"), new Listing(State.ok(Set.of(Path.read("/#/b/x"))))));
    assertThat(Asking.now(namers::boundNames)).isEqualTo(State.ok(List.of(Path.read("/#/b/x"))));
  }
}

package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.Finding;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.live.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a lint says of made-up tables is what binding them shows. */
class DtabLintPropertyTest {

  private static final int TABLES = 20_000;
  private static final int PATHS = 10;

  private final Namers namers = Asking.systemOnly();
  private final Map<Finding.Kind, Integer> seen = new EnumMap<>(Finding.Kind.class);

  @Test
  void findingsAreTrue() {
    long first = Long.getLong("dtabd.seed", System.nanoTime());
    for (long seed = first; seed < first + TABLES; seed++) {
      var random = new SplittableRandom(seed);
      var tables = new DtabTables(random);
      String text = tables.table() + "\n" + tables.table();
      Dtab dtab = Dtab.read(text);
      for (Finding finding : DtabLint.of(dtab, namers::endOf).findings()) {
        int index = dentryOn(finding.line(), text);
        assertThat(dtab.dentries().get(index)).isEqualTo(finding.dentry());
        for (int i = 0; i < PATHS; i++) {
          assertThat(contradiction(finding, index, dtab, Path.read(tables.path())))
              .as("%s in\n%s\nagain with -Ddtabd.seed=%d", finding, text, seed)
              .isEmpty();
        }
        seen.merge(finding.kind(), 1, Integer::sum);
      }
    }
    // Made-up tables have names of the system's namers alone; the other kinds were met, and often.
    assertThat(seen)
        .containsKeys(Finding.Kind.NEVER_APPLIES, Finding.Kind.LOOP, Finding.Kind.LEADS_NOWHERE)
        .allSatisfy((_, count) -> assertThat(count).isGreaterThan(20));
  }

  /** Each dentry of a made-up table begins a line, and ends it. */
  private static int dentryOn(int line, String text) {
    List<String> lines = text.lines().toList();
    return (int) lines.stream().limit(line - 1).filter(it -> it.contains("=>")).count();
  }

  /** How {@code path} shows that the finding is wrong; empty if it does not. */
  private String contradiction(Finding finding, int index, Dtab dtab, Path path) {
    return switch (finding.kind()) {
      case NEVER_APPLIES -> {
        if (!finding.message().contains("comes first")) {
          yield ""; // an alternative within a dentry
        }
        var others = new ArrayList<>(dtab.dentries());
        others.remove(index);
        // A loop is given up where it is, which a shorter table does not change.
        yield same(bind(dtab, path), bind(new Dtab(others), path)) ? "" : "it applies to " + path;
      }
      case LOOP -> {
        if (finding.severity() != Finding.Severity.ERROR || hasUnions(dtab)) {
          yield "";
        }
        Path name = nameAt(finding.dentry()).concat(Path.of("zz"));
        yield bind(dtab, name) instanceof State.Failed ? "" : name + " is bound";
      }
      case LEADS_NOWHERE, UNKNOWN_NAMER, SHADOWED, ZERO_WEIGHTS -> "";
    };
  }

  private static boolean same(State<NameTree<BoundName>> a, State<NameTree<BoundName>> b) {
    return a.equals(b) || (a instanceof State.Failed && b instanceof State.Failed);
  }

  private static boolean hasUnions(Dtab dtab) {
    return dtab.show().contains("&");
  }

  /** A name that the dentry matches, and as few others as possible do. */
  private static Path nameAt(Dentry dentry) {
    var labels = new ArrayList<String>();
    for (Prefix.Elem elem : dentry.prefix().elems()) {
      labels.add(elem.show().equals("*") ? "zz" : elem.show());
    }
    return Path.of(labels.toArray(String[]::new));
  }

  private State<NameTree<BoundName>> bind(Dtab dtab, Path path) {
    return Asking.now(reads -> new Interpreter(namers).bind(dtab, path, reads));
  }
}

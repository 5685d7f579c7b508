package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DentryTrieTest {

  @Test
  void matchesComeLastFirst() {
    assertThat(matches("/a=>/1 ; /a/b=>/2 ; /=>/3 ; /a=>/4", "/a/b"))
        .containsExactly("/a=>/4", "/=>/3", "/a/b=>/2", "/a=>/1");
  }

  @Test
  void onlyBeginningsOfThePathMatch() {
    assertThat(matches("/a/b/c=>/1 ; /b=>/2 ; /a/c=>/3 ; /a/b=>/4", "/a/b"))
        .containsExactly("/a/b=>/4");
  }

  @Test
  void aWildcardMatchesAnyOneLabelWhereverItStands() {
    assertThat(matches("/*/b/c=>/1 ; /a/*/c=>/2 ; /a/b/*=>/3 ; /*/*/*=>/4 ; /*/x/*=>/5", "/a/b/c"))
        .containsExactly("/*/*/*=>/4", "/a/b/*=>/3", "/a/*/c=>/2", "/*/b/c=>/1");
  }

  @Test
  void aWildcardNeedsALabel() {
    assertThat(matches("/a/*=>/1", "/a")).isEmpty();
  }

  @Test
  void prefixesThatPartMidwayAreToldApart() {
    String table = "/a/b/c/d=>/1 ; /a/b/x/y=>/2 ; /a/b=>/3 ; /a/b/c/*=>/4 ; /a/*/c/d=>/5";
    assertThat(matches(table, "/a/b/c/d"))
        .containsExactly("/a/*/c/d=>/5", "/a/b/c/*=>/4", "/a/b=>/3", "/a/b/c/d=>/1");
    assertThat(matches(table, "/a/b/x/y")).containsExactly("/a/b=>/3", "/a/b/x/y=>/2");
    assertThat(matches(table, "/a/b/c")).containsExactly("/a/b=>/3");
    assertThat(matches(table, "/a/z/c/d")).containsExactly("/a/*/c/d=>/5");
  }

  @Test
  void theEmptyTableMatchesNothing() {
    assertThat(Dtab.EMPTY.matches(Path.of("a"))).isEmpty();
  }

  @Test
  void findsWhatAskingEveryDentryInTurnFinds() {
    Cases.each(
        20_000,
        texts -> {
          Dtab dtab = Dtab.read(texts.dtab());
          Path path = Path.read(texts.path());
          var expected = new ArrayList<Dentry>();
          for (Dentry dentry : dtab.dentries().reversed()) {
            if (dentry.prefix().matches(path)) {
              expected.add(dentry);
            }
          }
          assertThat(dtab.matches(path)).as("%s in %s", path, dtab).isEqualTo(expected);
        });
  }

  @Test
  @Timeout(value = 300, threadMode = SEPARATE_THREAD)
  void aPathOfTenThousandLabelsIsLookedUpInAPrefixAsLong() {
    String labels = "/a".repeat(10_000);
    assertThat(matches(labels + "=>/1 ; " + labels + "/b=>/2 ; /*=>/3", labels))
        .containsExactly("/*=>/3", labels + "=>/1");
  }

  @Test
  @Timeout(value = 300, threadMode = SEPARATE_THREAD)
  void aHundredThousandDentriesOfOnePrefixAllMatch() {
    List<Dentry> dentries = Collections.nCopies(100_000, Dentry.read("/a/b => /c"));
    assertThat(new Dtab(dentries).matches(Path.of("a", "b"))).hasSize(100_000);
  }

  @Test
  @Timeout(value = 300, threadMode = SEPARATE_THREAD)
  void aHundredThousandLabelsOfOneHashAreIndexedAndFoundInGoodTime() {
    // "Aa" and "BB" have one hash, and so have all words of the same number of them.
    List<Dentry> dentries =
        IntStream.range(0, 100_000)
            .mapToObj(DentryTrieTest::wordOfCommonHash)
            .map(word -> new Dentry(Prefix.of(Path.of(word)), NameTree.fail()))
            .toList();
    var dtab = new Dtab(dentries);
    for (Dentry dentry : dentries) {
      var path = new Path(List.of((Label) dentry.prefix().elems().getFirst()));
      assertThat(dtab.matches(path)).containsExactly(dentry);
    }
  }

  @Test
  void aPrefixOfAMillionLabelsAddsLittleToTheDentryItself() {
    Dentry dentry = new Dentry(Prefix.of(Path.read("/a".repeat(1_000_000))), NameTree.fail());
    long before = allocated();
    assertThat(new Dtab(List.of(dentry)).dentries()).hasSize(1);
    assertThat(allocated() - before).isLessThan(1_000_000);
  }

  private static String wordOfCommonHash(int number) {
    var word = new StringBuilder();
    for (int bit = 0; bit < 17; bit++) {
      word.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return word.toString();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static List<String> matches(String dtab, String path) {
    return Dtab.read(dtab).matches(Path.read(path)).stream().map(Dentry::show).toList();
  }
}

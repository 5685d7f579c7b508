package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DentryTest {

  @Test
  void theUnmatchedRestIsAppendedToEveryLeaf() {
    assertThat(Dentry.read("/a => /x | 2 * /y & ~").rewrite(Path.of("a", "b", "c")))
        .isEqualTo(NameTree.read("/x/b/c | 2 * /y/b/c & ~"));
  }

  @Test
  void aPathThatIsMatchedWhollyGoesToTheDstItself() {
    Dentry dentry = Dentry.read("/a/* => /x");
    assertThat(dentry.rewrite(Path.of("a", "b"))).isSameAs(dentry.dst());
  }

  @Test
  void blanksAndCommentsMayStandBetweenTokens() {
    assertThat(Dentry.read("# all\n /a # from\n=># to\n/b # there"))
        .isEqualTo(Dentry.read("/a=>/b"));
  }

  @Test
  void showHasNoBlanksAroundTheArrow() {
    assertThat(Dentry.read("/a/* => 0.3*/b & /c").show()).isEqualTo("/a/*=>0.30*/b & /c");
  }

  @Test
  void textReadsBackEqual() {
    Dentry dentry = Dentry.read("/a => 0.125 * /b & /c");
    assertThat(dentry.text()).isEqualTo("/a => 0.125 * /b & /c");
    assertThat(Dentry.read(dentry.text())).isEqualTo(dentry);
  }
}

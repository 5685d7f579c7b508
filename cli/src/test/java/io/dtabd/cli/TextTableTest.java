package io.dtabd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private final TextTable table = new TextTable("VERSION", "WHO", "CHANGED");

  private List<String> lines() {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    table.print(out);
    out.flush();
    return text.toString().lines().toList();
  }

  @Test
  void aColumnIsAsWideAsItsWidestCell() {
    table.row("AAAAAAAAAAI=", "ops", "+1");
    table.row("B", "somebody", "-2");

    assertThat(lines())
        .containsExactly(
            "VERSION       WHO       CHANGED", //
            "AAAAAAAAAAI=  ops       +1",
            "B             somebody  -2");
  }

  @Test
  void aColumnThatIsEmptyInEveryRowIsLeftOut() {
    table.row("A", "", "+1");
    table.row("B", "", "");

    assertThat(lines()).containsExactly("VERSION  CHANGED", "A        +1", "B");
  }

  @Test
  void aCellIsPrintedAsItIs() {
    table.row("A", "@|bold CN=web|@", "");

    assertThat(lines()).containsExactly("VERSION  WHO", "A        @|bold CN=web|@");
  }

  @Test
  void linesUnderARowAreIndented() {
    table.row("A", "ops", "");
    table.below(List.of("+ /a => /b"));

    assertThat(lines()).containsExactly("VERSION  WHO", "A        ops", "    + /a => /b");
  }
}

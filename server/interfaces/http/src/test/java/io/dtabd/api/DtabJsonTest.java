package io.dtabd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.dtab.Dtab;
import org.junit.jupiter.api.Test;

class DtabJsonTest {

  @Test
  void dtabIsListOfPrefixAndDst() {
    assertThat(written("/svc => /a & 3 * /b ; /x => !"))
        .isEqualTo(
            "[{\"prefix\":\"/svc\",\"dst\":\"/a & 3.00*/b\"},{\"prefix\":\"/x\",\"dst\":\"!\"}]");
  }

  @Test
  void emptyDtabIsEmptyList() {
    assertThat(written("")).isEqualTo("[]");
    assertThat(DtabJson.read(" [ ] ")).isEqualTo(Dtab.EMPTY);
  }

  @Test
  void keysMayComeInEitherOrder() {
    assertThat(DtabJson.read("[{\"dst\":\"/b\",\"prefix\":\"/*/a\"}]"))
        .isEqualTo(Dtab.read("/*/a => /b"));
  }

  @Test
  void weightsKeepAllTheirDigits() {
    assertThat(DtabJson.read("[{\"prefix\":\"/a\",\"dst\":\"0.125 * /b & /c\"}]"))
        .isEqualTo(Dtab.read("/a => 0.125 * /b & /c"));
  }

  @Test
  void whatWasWrittenReadsBackEqual() {
    Dtab dtab = Dtab.read("/a => 0.25 * /b & (/c | ~) | $ ; /\\x00\\xff => /d");

    assertThat(DtabJson.read(written(dtab.show()))).isEqualTo(dtab);
  }

  @Test
  void brokenJsonIsRefusedWithThePlace() {
    assertRefused("[{\"prefix\":", "is not JSON", "line 1, column 12");
  }

  @Test
  void emptyBodyIsRefused() {
    assertRefused("", "a dtab is a list", "nothing");
  }

  @Test
  void whatIsNoListIsRefused() {
    assertRefused("{\"prefix\":\"/a\"}", "a dtab is a list", "an object");
  }

  @Test
  void nullEntryIsRefusedByNumber() {
    assertRefused(
        "[{\"prefix\":\"/a\",\"dst\":\"/b\"},\n null]", "entry 2 (line 2, column 2)", "null");
  }

  @Test
  void badPrefixIsRefusedWithThePlaceInIt() {
    assertRefused(
        "[{\"prefix\":\"svc\",\"dst\":\"/a\"}]", "entry 1", "'prefix'", "'/' expected", "[s]vc");
  }

  @Test
  void badDstIsRefusedWithThePlaceInIt() {
    assertRefused(
        "[{\"prefix\":\"/svc\",\"dst\":\"/a | \"}]", "entry 1", "'dst'", "simple expected");
  }

  @Test
  void missingKeyIsNamed() {
    assertRefused("[{\"prefix\":\"/a\"}]", "entry 1", "'dst' is missing");
    assertRefused("[{\"dst\":\"/a\"}]", "entry 1", "'prefix' is missing");
  }

  @Test
  void unknownKeyIsNamed() {
    assertRefused("[{\"prefix\":\"/a\",\"dest\":\"/b\"}]", "entry 1", "unknown key 'dest'");
  }

  @Test
  void valueThatIsNoStringIsRefused() {
    assertRefused("[{\"prefix\":\"/a\",\"dst\":7}]", "entry 1", "'dst' must be a string, found 7");
    assertRefused("[{\"prefix\":null,\"dst\":\"/a\"}]", "'prefix' must be a string, found null");
    assertRefused(
        "[{\"prefix\":[\"/a\"],\"dst\":\"/a\"}]", "'prefix' must be a string, found a list");
  }

  @Test
  void keyGivenTwiceIsRefused() {
    assertRefused("[{\"prefix\":\"/a\",\"prefix\":\"/b\",\"dst\":\"/c\"}]", "Duplicate", "prefix");
  }

  @Test
  void whatFollowsTheListIsRefused() {
    assertRefused("[] []", "goes on after", "column 4");
  }

  @Test
  void messageIsBoundedAndOnOneLine() {
    String key = "a\nb".repeat(10_000);

    assertThatThrownBy(() -> DtabJson.read("[{\"" + key.replace("\n", "\\n") + "\":1}]"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\n"));
  }

  @Test
  void deeplyNestedJsonIsRefused() {
    assertRefused("[".repeat(100_000), "entry 1", "found a list");
    assertRefused("[{\"prefix\":" + "[".repeat(100_000), "'prefix' must be a string");
  }

  private static String written(String dtab) {
    return new String(Json.bytes(out -> DtabJson.write(Dtab.read(dtab), out)), UTF_8);
  }

  private static void assertRefused(String json, String... parts) {
    assertThatThrownBy(() -> DtabJson.read(json))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}

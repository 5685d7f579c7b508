package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.server.ProgramRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dtabd dtab} does beyond namerctl, against a real server. */
class DtabCommandsTest {

  private static final String TEXT = "# why\n/svc  => 0.125 * /a & /b ;\n";

  @TempDir Path dir;

  private HttpInterface server;

  @BeforeEach
  void start() throws Exception {
    server = HttpInterface.start();
    assertThat(program().reading(TEXT).run("dtab", "create", "ns", "-").status()).isZero();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ProgramRun program() {
    return ProgramRun.in(dir).with("NAMERCTL_BASE_URL", server.url());
  }

  /** Edits with a shell script whose {@code $1} is the file. */
  private Result edit(String script) throws IOException {
    Path editor = Files.writeString(dir.resolve("editor.sh"), script);
    return program().with("EDITOR", "sh " + editor).run("dtab", "edit", "ns");
  }

  private String current() {
    return program().run("dtab", "get", "ns", "--pretty=false").out();
  }

  /** The file whose name ends the text. */
  private static Path named(String text) {
    return Path.of(text.strip().substring(text.strip().lastIndexOf(' ') + 1));
  }

  @Test
  void serversWordForARefusalIsShownWithStatusAndUrl() {
    assertThat(program().run("dtab", "get", "nope").err())
        .startsWith("dtabd dtab get: there is no namespace 'nope'")
        .endsWith("(404 Not Found from %s/api/1/dtabs/nope)\n".formatted(server.url()));
    assertThat(program().reading("/a => b").run("dtab", "update", "ns", "-").err())
        .contains("found at '/a => [b]'", "400 Bad Request");
  }

  @Test
  void anUpdateOfAnOldVersionIsToldAsSomeoneElsesChange() {
    Result result =
        program().reading("/a => /b").run("dtab", "update", "ns", "-", "--version", "AAAA");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err()).contains("someone else changed it", "412 Precondition Failed");
  }

  @Test
  void whatIsToBeThereIsCreatedOnce() {
    Result again = program().reading("/a => /b").run("dtab", "create", "--if-absent", "ns", "-");
    assertThat(again.status()).isZero();
    assertThat(again.out()).isEqualTo("ns is there already, and left as it is\n");
    assertThat(current()).contains("0.13*/a");

    assertThat(
            program().reading("/a => b").run("dtab", "create", "--if-absent", "ns", "-").status())
        .isEqualTo(255);
    assertThat(program().reading("/a => /b").run("dtab", "create", "--if-absent", "new", "-").out())
        .isEqualTo("Created new\n");
  }

  @Test
  void twoVersionsThatDifferAreNoUpdate() {
    String json = "{\"version\":\"AAAAAAAAAAE=\",\"dtab\":[]}";
    assertThat(program().reading(json).run("dtab", "update", "ns", "-", "--version", "AAAA").err())
        .contains("--version says AAAA, but - has version AAAAAAAAAAE=; give one of them");
  }

  @Test
  void deleteOfAnOldVersionLeavesTheNewOne() {
    assertThat(program().run("dtab", "delete", "ns", "--version", "AAAA").status()).isEqualTo(255);
    assertThat(program().run("dtab", "delete", "ns", "--version", "AAAAAAAAAAE=").status())
        .isZero();
  }

  @Test
  void aListOfDentriesIsJsonInputToo() {
    String json = "[{\"prefix\":\"/a\",\"dst\":\"/b\"}]";
    assertThat(program().reading(json).run("dtab", "update", "ns", "-").status()).isZero();
    assertThat(current()).isEqualTo("/a=>/b;\n");
  }

  @Test
  void theUrlMayStandBeforeTheCommandAsForNamerctl() {
    assertThat(ProgramRun.in(dir).run("--base-url", server.url(), "dtab", "list").out())
        .isEqualTo("ns\n");
    assertThat(ProgramRun.in(dir).run("dtab", "--base-url=" + server.url(), "list").out())
        .isEqualTo("ns\n");
  }

  @Test
  void diffOfTheSameMeaningIsEmpty() {
    Result result = program().reading("/svc=>0.125*/a&/b").run("dtab", "diff", "ns", "-");
    assertThat(result).isEqualTo(new Result(0, "", ""));
  }

  @Test
  void diffShowsWhatAnUpdateWouldChange() {
    Result result =
        program().reading("/svc => 0.5*/a & /b; /new => /c").run("dtab", "diff", "ns", "-");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            --- ns version AAAAAAAAAAE=
            +++ -
            @@ -1,1 +1,2 @@
            -/svc => 0.125 * /a & /b
            +/svc => 0.5 * /a & /b
            +/new => /c
            """);
  }

  @Test
  void diffInTroubleHasAnotherStatusThanADifference() {
    assertThat(program().reading("x").run("dtab", "diff", "ns", "-").status()).isEqualTo(255);
    assertThat(program().reading("").run("dtab", "diff", "nope", "-").status()).isEqualTo(255);
  }

  @Test
  void editShowsTheTextAsItWasWrittenAndUpdatesIt() throws IOException {
    Result result = edit("cp \"$1\" " + dir + "/seen; echo '/new => /$/inet/1/2' >> \"$1\"");
    assertThat(result).isEqualTo(new Result(0, "Updated ns\n", ""));
    assertThat(dir.resolve("seen")).hasContent(TEXT);
    assertThat(current()).isEqualTo("/svc=>0.13*/a & /b;/new=>/$/inet/1/2;\n");
  }

  @Test
  void editThatChangesNothingWritesNothing() throws IOException {
    assertThat(edit("true").out()).isEqualTo("Nothing changed in ns\n");
    assertThat(program().run("dtab", "get", "ns").out()).startsWith("# version AAAAAAAAAAE=\n");
  }

  @Test
  void editComesUpAgainWithWhatIsWrongAndTheTextKept() throws IOException {
    Result result =
        edit(
            """
            if [ ! -e %1$s/again ]; then echo '/a => x' > "$1"; touch %1$s/again
            else cp "$1" %1$s/seen; echo '/a => /$/inet/1/2' > "$1"
            fi
            """
                .formatted(dir));
    assertThat(result).isEqualTo(new Result(0, "Updated ns\n", ""));
    assertThat(dir.resolve("seen"))
        .content()
        .startsWith("# dtabd: not stored: ")
        .contains("(line 3, column 7)")
        .endsWith("\n# dtabd: mend it and save; leave it as it is to give up\n/a => x\n");
    assertThat(current()).isEqualTo("/a=>/$/inet/1/2;\n");
  }

  @Test
  void editGivenUpKeepsTheText() throws IOException {
    Result result = edit("grep -q 'not stored' \"$1\" || echo '/a => x' > \"$1\"");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err()).contains("not updated: ", "Your text is in ");
    Path kept = named(result.err());
    assertThat(kept).content().endsWith("/a => x\n");
    Files.delete(kept);
    assertThat(current()).isEqualTo("/svc=>0.13*/a & /b;\n");
  }

  @Test
  void editThatSomeoneElseOvertookSaysSoAndKeepsTheText() throws Exception {
    Path opened = dir.resolve("opened");
    Path go = dir.resolve("go");
    var editing =
        new FutureTask<>(
            () ->
                edit(
                    """
                    touch %s
                    until [ -e %s ]; do sleep 0.02; done
                    echo '/mine => /x' > "$1"
                    """
                        .formatted(opened, go)));
    Thread.startVirtualThread(editing);
    await().until(() -> Files.exists(opened));
    program().reading("/theirs => /x").run("dtab", "update", "ns", "-");
    Files.createFile(go);
    Result result = editing.get();

    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err())
        .contains("someone else changed ns while you edited it", "dtabd dtab diff ns ");
    Path kept = named(result.err());
    assertThat(kept).hasContent("/mine => /x\n");
    Files.delete(kept);
    assertThat(current()).isEqualTo("/theirs=>/x;\n");
  }

  @Test
  void editorThatFailsUpdatesNothing() throws IOException {
    Result result = edit("echo '/a => /x' > \"$1\"; exit 3");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err()).contains("ended with status 3, so nothing was updated");
    Files.delete(named(result.err()));
    assertThat(current()).isEqualTo("/svc=>0.13*/a & /b;\n");
  }
}

package io.dtabd.server;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of the guides print what the guides say. What is fenced as {@code console} is run
 * from top to bottom in one folder: lines after {@code $} are commands, after {@code >} what goes
 * on with one, others the output, in which {@code ...} stands for anything, and a time for any
 * time. The first command that needs a server finds one that reads files of addresses in {@code
 * disco}, and a second one without, at port 4181. A fence with other commands says {@code <!-- not
 * run: why -->} in the line before it.
 */
class DocumentedCommandsTest {

  private static final Path DOCS = Checkout.file("docs");
  private static final Path EXAMPLES = Checkout.file("docker/examples").toAbsolutePath();

  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z *");

  /** What a shell would not take literally. */
  private static final Pattern SHELL = Pattern.compile("[|&;<>()$`\\\\\"'*?\\[\\]#~{}\n]");

  /** A mark before it, if there is one, and what is in it. */
  private static final Pattern FENCE =
      Pattern.compile("(?ms)^(<!-- not run: [^\\n]*\\n)?^```\\w*\\n(.*?)^```$");

  private static final Pattern COMMAND =
      Pattern.compile("\\$ |(dtabd|curl|kubectl|docker|helm|etcdctl|for|jcmd) ");

  /** The script of a deploy starts the program eight times, which a busy machine takes long for. */
  private static final int PATIENCE_MINUTES = 6;

  @TempDir Path dir;

  private final List<HttpInterface> servers = new ArrayList<>();

  /**
   * @param command with its further lines
   * @param output as the guide has it
   * @param line of the guide
   */
  private record Step(String command, List<String> output, int line) {}

  private static Stream<String> guides() {
    return Stream.of(
        "../README.md",
        "command-line.md",
        "concepts.md",
        "http-api.md",
        "mesh.md",
        "migrating-from-namerd.md",
        "operations.md",
        "tutorials/blue-green.md",
        "tutorials/canary.md");
  }

  @ParameterizedTest
  @MethodSource("guides")
  void printWhatTheGuideSays(String guide) throws Exception {
    Peers.require("bash", "apt-get install bash");
    Peers.require("curl", "apt-get install curl");
    ProgramFile.in(Files.createDirectory(dir.resolve("bin")));
    if (guide.equals("mesh.md")) {
      Peers.require("grpcurl", "go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3");
    }
    List<Step> steps = steps(Files.readAllLines(DOCS.resolve(guide)));
    assertThat(steps).isNotEmpty();
    for (Step step : steps) {
      assertThat(output(step))
          .as("%s, line %d: %s", guide, step.line(), step.command())
          .matches(pattern(step.output()));
    }
  }

  /** Of a file, curl's -d and --data leave out the line ends, and comments swallow the rest. */
  @Test
  void sendBodiesAsTheyAre() throws IOException {
    try (Stream<Path> pages = Files.walk(DOCS)) {
      List<Path> all = new ArrayList<>(pages.filter(it -> it.toString().endsWith(".md")).toList());
      all.add(DOCS.resolve("../README.md"));
      for (Path page : all) {
        assertThat(Files.readString(page))
            .as(page.toString())
            .doesNotContainPattern("(?m)^\\$? ?curl .* (-d|--data) ?['\"@]");
      }
    }
  }

  /**
   * A namer needs a moment to see a file that the step before has written, and a person who types
   * takes longer than that. A write that is refused has changed nothing, so it can be taken again.
   */
  private String output(Step step) throws Exception {
    String output = masked(run(step.command()));
    boolean expected = pattern(step.output()).matcher(output).matches();
    return isRefused(output) && !expected
        ? await().until(() -> masked(run(step.command())), it -> !isRefused(it))
        : output;
  }

  private static boolean isRefused(String output) {
    return output.contains("refused, and nothing was written");
  }

  /** Pages of stores and of the network say it in a comment of the fence, for people to read. */
  @Test
  void commandsOfOtherPagesSayThatTheyAreNotRun() throws IOException {
    List<Path> run = guides().map(guide -> DOCS.resolve(guide).normalize()).toList();
    try (Stream<Path> pages = Files.walk(DOCS)) {
      assertThat(pages.filter(page -> page.toString().endsWith(".md")).map(Path::normalize))
          .hasSizeGreaterThan(15)
          .filteredOn(page -> !run.contains(page))
          .allSatisfy(page -> assertThat(unmarked(Files.readString(page))).isEmpty());
    }
  }

  /** Commands of a page that say neither before their fence nor in it that nobody runs them. */
  private static List<String> unmarked(String page) {
    return FENCE
        .matcher(page)
        .results()
        .filter(fence -> fence.group(1) == null && !fence.group(2).contains("# not tested: "))
        .flatMap(fence -> fence.group(2).lines())
        .filter(line -> COMMAND.matcher(line).lookingAt())
        .toList();
  }

  @AfterEach
  void stop() {
    servers.forEach(HttpInterface::close);
  }

  private static List<Step> steps(List<String> lines) {
    var steps = new ArrayList<Step>();
    String fence = "";
    boolean marked = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        fence = fence.isEmpty() ? line : "";
        marked = i > 0 && lines.get(i - 1).startsWith("<!-- not run: ");
      } else if (fence.equals("```console") && !marked) {
        if (line.startsWith("$ ")) {
          steps.add(new Step(line.substring(2), new ArrayList<>(), i + 1));
        } else if (line.startsWith("> ") && steps.getLast().output().isEmpty()) {
          Step begun = steps.removeLast();
          steps.add(
              new Step(begun.command() + "\n" + line.substring(2), begun.output(), begun.line()));
        } else {
          steps.getLast().output().add(line);
        }
      } else if (!fence.isEmpty() && !marked) {
        assertThat(fence.equals("```sh") || line.startsWith("$ "))
            .as("line %d has a command that is neither run nor marked: %s", i + 1, line)
            .isFalse();
      }
    }
    return steps;
  }

  private String run(String command) throws Exception {
    if (servers.isEmpty() && (command.contains("dtabd") || command.contains("localhost"))) {
      servers.add(
          HttpInterface.start(
              "namers: [{kind: io.l5d.fs, rootDir: %s}]\n".formatted(dir.resolve("disco"))));
      servers.add(HttpInterface.start(""));
    }
    String here =
        servers.isEmpty() ? command : command.replace("localhost:4321", servers.getFirst().mesh());
    for (int i = 0; i < servers.size(); i++) {
      here =
          here.replace("http://localhost:418" + i, servers.get(i).url())
              .replace("http://localhost:999" + (i + 1), servers.get(i).adminUrl());
    }
    String printed =
        here.startsWith("dtabd ") && !SHELL.matcher(here).find() ? inProcess(here) : inShell(here);
    for (int i = 0; i < servers.size(); i++) {
      printed =
          printed
              .replace(servers.get(i).url(), "http://127.0.0.1:418" + i)
              .replace(servers.get(i).adminUrl(), "http://127.0.0.1:999" + (i + 1));
    }
    return printed;
  }

  private Map<String, String> variables() {
    return servers.isEmpty()
        ? Map.of()
        : Map.of("NAMERCTL_BASE_URL", servers.getFirst().url(), "USER", "alice");
  }

  /** A process each would be most of the time. */
  private String inProcess(String command) {
    ProgramRun program = ProgramRun.in(dir);
    variables().forEach(program::with);
    ProgramRun.Result result =
        program.run(Arrays.stream(command.split(" ")).skip(1).toArray(String[]::new));
    return result.out() + result.err();
  }

  private String inShell(String command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(dir, "out", "");
    var builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(variables());
    builder
        .environment()
        .merge("PATH", dir + "/bin:" + EXAMPLES, (path, ours) -> ours + ":" + path);
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }

  private static String masked(String text) {
    return TIME.matcher(text.strip()).replaceAll("TIME ").replaceAll("(?m)[ \\t]+$", "");
  }

  private static Pattern pattern(List<String> output) {
    String expected = masked(String.join("\n", output));
    return Pattern.compile(
        Arrays.stream(expected.split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(joining("(?s:.*?)")));
  }
}

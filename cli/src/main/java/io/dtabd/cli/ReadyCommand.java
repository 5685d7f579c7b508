package io.dtabd.cli;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dtabd ready}: for health checks where there is no curl. */
@Command(
    name = "ready",
    description = "Say whether a server is ready to serve, as its /admin/ready does.",
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    footer = {
      "",
      "Exit status: 0 if it is, 1 if it is not or cannot be reached.",
      "",
      "Examples:",
      "  dtabd ready",
      "  dtabd ready --admin http://namerd.example.com:9991"
    })
final class ReadyCommand implements Callable<Integer> {

  private final Environment environment;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9991",
      description = "The server's admin port; default: ${DEFAULT-VALUE}")
  private URI admin = URI.create("");

  ReadyCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws FailedCommand {
    if (!"http".equals(admin.getScheme()) && !"https".equals(admin.getScheme())) {
      throw new FailedCommand("--admin '" + admin + "' is not of the form http://host:port");
    }
    var calls = new HttpCalls(admin, "--admin");
    HttpCalls.Answer answer = calls.answer(calls.request("/admin/ready").GET().build());
    environment.out().println(answer.body().strip());
    return answer.isGood() ? 0 : Cli.FAILED;
  }
}

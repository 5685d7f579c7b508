package io.dtabd.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether, how long and where a command waits until all proxies have what it wrote. */
final class WaitOptions {

  static final String VARIABLE = "DTABD_ADMIN_URL";

  /** It is done, but not everybody has it. */
  static final int WAITED_IN_VAIN = 2;

  private static final int ADMIN_PORT = 9991;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

  private final Environment environment;

  @Option(
      names = "--wait",
      arity = "0..1",
      fallbackValue = "30s",
      paramLabel = "TIME",
      description =
          "Wait until every proxy that watches has it, at most TIME, such as 500ms, 1m; without a"
              + " value 30s.")
  private @Nullable String wait;

  @Option(
      names = "--admin",
      split = ",",
      paramLabel = "URL",
      description =
          "For --wait: the admin port of every replica, separated by commas. Else that of the"
              + " variable DTABD_ADMIN_URL, or port 9991 of the server's host.")
  private List<String> admin = List.of();

  WaitOptions(Environment environment) {
    this.environment = environment;
  }

  /** Complains before anything is written. */
  void check() throws FailedCommand {
    limit();
    urls(URI.create(BaseUrl.DEFAULT));
  }

  /**
   * Waits if that was asked for.
   *
   * @param api of the server that was written to
   * @param version to wait for; empty: the newest
   * @return the exit status
   */
  int await(URI api, String namespace, Optional<String> version) throws FailedCommand {
    Optional<Duration> limit = limit();
    if (limit.isEmpty()) {
      return 0;
    }
    PrintWriter out = environment.out();
    long deadline = System.nanoTime() + limit.get().toNanos();
    int status = 0;
    for (URI url : urls(api)) {
      var replica = new AdminClient(new HttpCalls(url, "--admin or " + VARIABLE));
      AdminClient.Progress progress =
          replica.await(
              namespace, version, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      out.println(progress.text() + " (" + url + ")");
      if (!progress.isComplete()) {
        status = WAITED_IN_VAIN;
      }
    }
    return status;
  }

  private Optional<Duration> limit() throws FailedCommand {
    if (wait == null) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(wait);
    if (!matcher.matches()) {
      throw new FailedCommand("--wait: '" + wait + "' is not a time such as 500ms, 30s or 2m");
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        });
  }

  private List<URI> urls(URI api) throws FailedCommand {
    if (!admin.isEmpty()) {
      return parse(admin, "--admin");
    }
    Optional<String> variable = environment.variable(VARIABLE);
    if (variable.isPresent()) {
      return parse(List.of(variable.get().split(",")), VARIABLE);
    }
    try {
      return List.of(new URI("http", null, api.getHost(), ADMIN_PORT, null, null, null));
    } catch (URISyntaxException e) {
      throw new FailedCommand("--admin is needed: " + api + " has no host to ask", e);
    }
  }

  private static List<URI> parse(List<String> urls, String source) throws FailedCommand {
    var parsed = new ArrayList<URI>();
    for (String url : urls) {
      parsed.add(BaseUrl.parse(url.strip(), source));
    }
    return parsed;
  }
}

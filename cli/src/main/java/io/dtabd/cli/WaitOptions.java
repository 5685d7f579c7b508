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

  private static final String DELIVERED = "delivered";
  private static final List<String> ACCEPTED = List.of(DELIVERED, "sent");

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
          "For --wait: the admin ports to ask, separated by commas. Else those of the variable"
              + " DTABD_ADMIN_URL. Else the server itself is asked, which asks the other replicas"
              + " if its configuration names them.")
  private List<String> admin = List.of();

  @Option(
      names = "--accept",
      paramLabel = "STATE",
      description =
          "For --wait: what is enough from clients that cannot confirm, those of HTTP streams:"
              + " 'delivered' to their host, or 'sent'; default: delivered. All others have to"
              + " confirm.")
  private String accept = DELIVERED;

  WaitOptions(Environment environment) {
    this.environment = environment;
  }

  /** Complains before anything is written. */
  void check() throws FailedCommand {
    limit();
    adminUrls();
    if (!ACCEPTED.contains(accept)) {
      throw new FailedCommand(
          "--accept: '%s' is not %s".formatted(accept, String.join(" or ", ACCEPTED)));
    }
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
    for (Source source : sources(api, namespace)) {
      ArrivalClient.Progress progress =
          source
              .client()
              .await(
                  new ArrivalClient.Change(namespace, version, accept),
                  Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      out.println(progress.text() + " (" + source.url() + ")");
      if (!progress.hasArrived()) {
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

  private record Source(URI url, ArrivalClient client) {

    static Source of(URI url, ArrivalClient.Port port) {
      var calls = new HttpCalls(url, "--admin or " + VARIABLE);
      return new Source(url, new ArrivalClient(calls, port));
    }
  }

  private List<Source> sources(URI api, String namespace) throws FailedCommand {
    List<URI> given = adminUrls();
    if (!given.isEmpty()) {
      return given.stream().map(url -> Source.of(url, ArrivalClient.Port.ADMIN)).toList();
    }
    var server = Source.of(api, ArrivalClient.Port.HTTP);
    if (server.client().isThere(namespace)) {
      return List.of(server);
    }
    try {
      var older = new URI("http", null, api.getHost(), ADMIN_PORT, null, null, null);
      environment
          .out()
          .println("%s is an older version; asking its admin port %s".formatted(api, older));
      return List.of(Source.of(older, ArrivalClient.Port.ADMIN));
    } catch (URISyntaxException e) {
      throw new FailedCommand("--admin is needed: " + api + " has no host to ask", e);
    }
  }

  /** Empty if none is named. */
  private List<URI> adminUrls() throws FailedCommand {
    if (!admin.isEmpty()) {
      return parse(admin, "--admin");
    }
    Optional<String> variable = environment.variable(VARIABLE);
    if (variable.isPresent()) {
      return parse(List.of(variable.get().split(",")), VARIABLE);
    }
    return List.of();
  }

  private static List<URI> parse(List<String> urls, String source) throws FailedCommand {
    var parsed = new ArrayList<URI>();
    for (String url : urls) {
      parsed.add(BaseUrl.parse(url.strip(), source));
    }
    return parsed;
  }
}

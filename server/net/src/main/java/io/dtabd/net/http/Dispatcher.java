package io.dtabd.net.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.dtabd.live.Subscription;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to its answer, whatever happens on the way. */
final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /**
   * @param route for metrics
   * @param hold keeps a stream's feed up until the event loop observes it, so that starting it
   *     costs the loop nothing
   */
  record Answer(String route, Response response, Subscription hold) {

    static Answer of(String route, Response response) {
      return switch (response) {
        case Response.Full full -> new Answer(route, full, Subscription.NONE);
        case Response.Stream stream -> new Answer(route, stream, hold(stream));
      };
    }

    private static Subscription hold(Response.Stream stream) {
      try {
        return stream.feed().observe(() -> {});
      } catch (RuntimeException e) {
        stream.delivery().close();
        throw e;
      }
    }

    static Answer of(Response.Full response) {
      return of(HttpMetrics.NO_ROUTE, response);
    }

    /** Nobody is there to take it. */
    void giveUp() {
      hold.close();
      if (response instanceof Response.Stream stream) {
        stream.delivery().close();
      }
    }
  }

  private final Router router;
  private final HostRule hosts;
  private final RandomGenerator ids;

  /**
   * @param hosts which names requests may bear
   * @param ids numbers that tie an answer of 500 to its line in the log
   */
  Dispatcher(Router router, HostRule hosts, RandomGenerator ids) {
    this.router = router;
    this.hosts = hosts;
    this.ids = ids;
  }

  /** Blocks as long as the handler does. */
  Answer answer(IncomingRequest incoming, Peer peer) {
    String route = HttpMetrics.NO_ROUTE;
    Headers headers = incoming.headers();
    try {
      hosts.check(headers, incoming.isHttp10(), peer);
      Request request =
          Request.of(incoming.method(), incoming.target(), headers, incoming.body(), peer);
      Router.Match match = router.match(request);
      route = match.route().name();
      checkSite(match.route(), headers);
      return Answer.of(route, match.route().handler().handle(match.request()));
    } catch (HttpProblem problem) {
      return Answer.of(route, render(problem, headers));
    } catch (InterruptedException e) {
      // The client has gone, so hardly anyone will read this.
      return Answer.of(route, render(new HttpProblem(503, "The request was given up"), headers));
    } catch (Exception | Error e) {
      String id = HexFormat.of().toHexDigits(ids.nextInt());
      log.error("Error {}: {} {} failed", id, incoming.method(), incoming.target(), e);
      String text = "Internal error %s; the server's log has it under that number".formatted(id);
      return Answer.of(route, render(new HttpProblem(500, text), headers));
    }
  }

  /** On every port: no page that an operator happens to look at changes a table. */
  private static void checkSite(Route route, Headers headers) {
    switch (route.effect()) {
      case READ -> {}
      case WRITE, WRITE_OR_REHEARSAL, CONTROL -> {
        if (SameOrigin.isForeign(headers)) {
          throw SameOrigin.refusal(headers);
        }
      }
    }
  }

  /** One line of text; as JSON for those who take nothing else. */
  static Response.Full render(HttpProblem problem, Headers request) {
    String line = problem.text().replace('\n', ' ').replace('\r', ' ');
    Response.Full answer =
        takesOnlyJson(request)
            ? Response.json(problem.status(), json(line))
            : Response.text(problem.status(), line + "\n");
    for (Headers.Field field : problem.headers().fields()) {
      answer = answer.with(field.name(), field.value());
    }
    return answer;
  }

  private static boolean takesOnlyJson(Headers request) {
    String accept = String.join(",", request.all("Accept"));
    return !accept.isEmpty()
        && Arrays.stream(accept.split(","))
            .map(type -> type.split(";")[0].strip().toLowerCase(Locale.ROOT))
            .allMatch(type -> type.equals("application/json"));
  }

  private static byte[] json(String line) {
    var out = new ByteArrayOutputStream();
    out.writeBytes("{\"error\":\"".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(line));
    out.writeBytes("\"}\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}

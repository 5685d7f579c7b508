package io.dtabd.thriftpeer;

import com.twitter.finagle.Service;
import com.twitter.finagle.ThriftMux;
import com.twitter.finagle.stats.InMemoryStatsReceiver;
import com.twitter.finagle.thrift.ThriftClientRequest;
import com.twitter.util.Future;
import com.twitter.util.FutureEventListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finagle's ThriftMux client, told by lines on the standard input what to do, answering by lines on
 * the standard output:
 *
 * <pre>
 *   call ID HEX      sends a Thrift message; later: ok ID HEX, or failed ID REASON
 *   discard ID       gives the call up
 *   pings            pings TIMES, how many pings the server has answered
 * </pre>
 *
 * <p>usage: {@code FinagleClient HOST:PORT}
 */
final class FinagleClient {

  private final Service<ThriftClientRequest, byte[]> service;
  private final InMemoryStatsReceiver stats = new InMemoryStatsReceiver();
  private final Map<String, Future<byte[]>> calls = new ConcurrentHashMap<>();

  private FinagleClient(String address) {
    service =
        ThriftMux.client()
            .withStatsReceiver(stats)
            .newService("/$/inet/" + address.replace(':', '/'), "peer");
  }

  public static void main(String[] arguments) throws IOException {
    var client = new FinagleClient(arguments[0]);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      client.obey(line.split(" "));
    }
    System.exit(0); // whoever started it is gone
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "call" -> call(words[1], HexFormat.of().parseHex(words[2]));
      case "discard" -> {
        Future<byte[]> call = calls.get(words[1]);
        if (call != null) {
          call.raise(new InterruptedException("given up"));
        }
      }
      case "pings" -> say("pings " + pings());
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void call(String id, byte[] message) {
    Future<byte[]> call = service.apply(new ThriftClientRequest(message, false));
    calls.put(id, call);
    call.addEventListener(
        new FutureEventListener<>() {
          @Override
          public void onSuccess(byte[] answer) {
            calls.remove(id);
            say("ok " + id + " " + HexFormat.of().formatHex(answer));
          }

          @Override
          public void onFailure(Throwable cause) {
            calls.remove(id);
            say("failed " + id + " " + cause.toString().replace('\n', ' '));
          }
        });
  }

  private long pings() {
    long answered = 0;
    for (Map.Entry<?, ?> counter : CollectionConverters.asJava(stats.counters()).entrySet()) {
      if (String.valueOf(counter.getKey()).contains("ping")) {
        answered += ((Number) counter.getValue()).longValue();
      }
    }
    return answered;
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}

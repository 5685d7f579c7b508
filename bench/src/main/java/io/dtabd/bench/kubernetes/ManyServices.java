package io.dtabd.bench.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.config.Config;
import io.dtabd.k8s.tests.HttpService;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.server.Dtabd;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A thousand services of ten endpoints each: what they take of memory, what dtabd asks the API
 * server while nothing changes, and how soon a watcher over HTTP has what changed in a slice.
 */
public final class ManyServices {

  private static final int SERVICES = 1_000;
  private static final int ENDPOINTS = 10;
  private static final int CHANGES = 100;
  private static final int IDLE_SECONDS = 60;

  private static final Pattern COUNTED =
      Pattern.compile(
          "apiserver_request_total\\{.*resource=\"(services|endpointslices|endpoints)\".*"
              + "verb=\"(\\w+)\".*\\} ([0-9.e+]+)");

  private final KubeApiServer kubernetes;
  private final String namespace;

  private ManyServices(KubeApiServer kubernetes) {
    this.kubernetes = kubernetes;
    this.namespace = kubernetes.newNamespace();
  }

  /** Takes no arguments, and a few minutes. */
  public static void main(String[] args) throws Exception {
    try (KubeApiServer kubernetes = KubeApiServer.start()) {
      new ManyServices(kubernetes).run();
    }
  }

  private void run() throws Exception {
    Path folder = Files.createTempDirectory("dtabd-bench");
    Path kubeconfig = kubernetes.adminKubeconfig().write(folder.resolve("kubeconfig"));
    try (Dtabd dtabd = Dtabd.start(config(kubeconfig))) {
      put(0);
      awaitNames(dtabd, 1);
      long before = usedBytes();
      for (int i = 0; i < SERVICES; i++) {
        put(i);
      }
      awaitNames(dtabd, SERVICES);
      System.out.printf(
          "heap: %.1f MB more for %d services of %d endpoints%n",
          (usedBytes() - before) / 1e6, SERVICES, ENDPOINTS);
      idle();
      changes(dtabd);
    }
  }

  private static Config config(Path kubeconfig) throws Exception {
    String yaml =
        """
        admin: {port: 0}
        storage: {kind: io.l5d.inMemory}
        namers: [{kind: io.l5d.k8s, kubeconfig: '%s'}]
        interfaces: [{kind: io.l5d.httpController, port: 0}]
        """
            .formatted(kubeconfig);
    return Config.read("bench", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
  }

  private void put(int number) {
    kubernetes.admin().resource(service(number).headless()).serverSideApply();
    kubernetes.admin().resource(slice(number, 0)).serverSideApply();
  }

  private HttpService service(int number) {
    return new HttpService(namespace, "web-" + number);
  }

  private EndpointSlice slice(int number, int edition) {
    EndpointSliceBuilder slice = service(number).slice("web-" + number);
    for (int i = 0; i < ENDPOINTS; i++) {
      slice
          .addNewEndpoint()
          .withAddresses("10.%d.%d.%d".formatted(edition, number / 250, number % 250))
          .withNodeName("node-" + i)
          .endEndpoint();
    }
    return slice.build();
  }

  private static void awaitNames(Dtabd dtabd, int count) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(uri(dtabd, "bound-names?watch=true")).build();
      var body = client.send(request, BodyHandlers.ofInputStream()).body();
      try (var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
        while (lines.readLine().split("/web-").length <= count) {
          // The next state.
        }
      }
    }
  }

  private static URI uri(Dtabd dtabd, String path) {
    int port = dtabd.address("io.l5d.httpController").orElseThrow().getPort();
    return URI.create("http://127.0.0.1:" + port + "/api/1/" + path);
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void idle() throws InterruptedException {
    Map<String, Double> before = requests();
    Thread.sleep(IDLE_SECONDS * 1_000L);
    requests()
        .forEach(
            (what, count) ->
                System.out.printf(
                    "idle: %s %.3f a second%n",
                    what, (count - before.getOrDefault(what, 0.0)) / IDLE_SECONDS));
  }

  /** How many the API server has answered, by its own count. */
  private Map<String, Double> requests() {
    var counts = new TreeMap<String, Double>();
    kubernetes
        .admin()
        .raw("/metrics")
        .lines()
        .map(COUNTED::matcher)
        .filter(Matcher::matches)
        .forEach(
            line ->
                counts.merge(
                    line.group(2) + " " + line.group(1),
                    Double.parseDouble(line.group(3)),
                    Double::sum));
    return counts;
  }

  private void changes(Dtabd dtabd) throws Exception {
    long[] micros = new long[CHANGES];
    long[] writes = new long[CHANGES];
    String path = "addr/any?watch=true&path=/%23/io.l5d.k8s/" + namespace + "/http/web-7";
    try (HttpClient client = HttpClient.newHttpClient()) {
      var body =
          client
              .send(HttpRequest.newBuilder(uri(dtabd, path)).build(), BodyHandlers.ofInputStream())
              .body();
      try (var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
        lines.readLine();
        for (int i = 0; i < CHANGES; i++) {
          EndpointSlice next = slice(7, i + 1);
          long begun = System.nanoTime();
          var writing = new Thread(() -> kubernetes.admin().resource(next).serverSideApply());
          writing.start();
          lines.readLine();
          micros[i] = (System.nanoTime() - begun) / 1_000;
          writing.join();
          writes[i] = (System.nanoTime() - begun) / 1_000;
        }
      }
    }
    print("from before the write of a slice until a watcher has it", micros);
    print("the same write until it is answered", writes);
  }

  private static void print(String what, long[] micros) {
    Arrays.sort(micros);
    System.out.printf(
        "%s: median %.1f ms, p99 %.1f ms, longest %.1f ms%n",
        what,
        micros[micros.length / 2] / 1e3,
        micros[micros.length * 99 / 100 - 1] / 1e3,
        micros[micros.length - 1] / 1e3);
  }
}

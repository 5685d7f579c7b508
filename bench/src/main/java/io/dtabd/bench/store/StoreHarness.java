package io.dtabd.bench.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.bench.suite.Row;
import io.dtabd.bench.suite.RowsOption;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Write throughput of each store. */
@Command(
    name = "StoreHarness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Clients with a namespace each replace its table by compare-and-swap as fast as the store",
      "takes it; and, turn by turn in the same run, write the same bytes without the store: to",
      "files in the same folder, or to the same etcd."
    })
final class StoreHarness implements Callable<Integer> {

  /** The stores that are measured. */
  enum Kind {
    MEMORY,
    FILE,
    ETCD
  }

  private static final String TEXT = "/svc => /#/io.l5d.fs ;\n".repeat(20);

  /** How {@code EtcdThroughput} tells how many a contender did in a second. */
  private static final Pattern ETCD_RATE = Pattern.compile("  (\\S.*\\S) +([0-9,]+)(?: .*)?");

  @Option(
      names = "--stores",
      split = ",",
      description = "of ${COMPLETION-CANDIDATES}; default: all")
  private List<Kind> kinds = Arrays.asList(Kind.values());

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "of which the median is taken; default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "of each round; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--clients", defaultValue = "16", description = "default: ${DEFAULT-VALUE}")
  private int clients;

  @Option(
      names = "--folder",
      description = "on the disk that is to be measured; default: the current folder")
  private Path folder = Path.of("");

  @Mixin private RowsOption results = new RowsOption();

  static void main(String[] arguments) {
    System.exit(new CommandLine(new StoreHarness()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    for (Kind kind : kinds) {
      switch (kind) {
        case MEMORY -> memory();
        case FILE -> file();
        case ETCD -> etcd();
      }
    }
    return 0;
  }

  private void memory() throws Exception {
    try (var store = new InMemoryDtabStore(Map.of(), InstantSource.system())) {
      List<Double> rates = rates(List.of(updates(store))).getFirst();
      results.add(
          Row.words(
              "writes, memory",
              String.format(Locale.ROOT, "%,.0f/s", median(rates)),
              "none: nothing is kept",
              clients + " clients; over HTTP see PUT dtab"));
    }
  }

  private void file() throws Exception {
    Path work = Files.createTempDirectory(folder.toAbsolutePath(), "writes");
    byte[] content = TEXT.getBytes(UTF_8);
    try (FileDtabStore store =
        FileDtabStore.open(
            work.resolve("data"), FileDtabStore.Options.DEFAULT, InstantSource.system())) {
      List<List<Double>> rates =
          rates(
              List.of(
                  updates(store),
                  _ -> BareFiles.newFile(BareFiles.newFolder(work), content),
                  _ -> BareFiles.append(BareFiles.newFolder(work), content)));
      results.add(
          Row.rate(
              "writes, file",
              median(rates.get(0)),
              median(rates.get(1)),
              String.format(
                  Locale.ROOT,
                  "%d clients; limit: a new file for each write, fsync of it and of its folder;"
                      + " adding to an open file, and fsync: %,.0f/s",
                  clients,
                  median(rates.get(2)))));
    } finally {
      delete(work);
    }
  }

  /** It is a program of its own: its figures are read from what it prints. */
  private void etcd() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dtabd.bench.etcd.EtcdThroughput",
                Integer.toString(rounds),
                Integer.toString(1000 * seconds),
                Integer.toString(clients))
            .redirectErrorStream(true)
            .start();
    var figures = new HashMap<String, Double>();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String what = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
        Matcher rate = ETCD_RATE.matcher(line);
        if (rate.matches()) {
          figures.put(
              what + ": " + rate.group(1), Double.parseDouble(rate.group(2).replace(",", "")));
        } else {
          what = line;
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("EtcdThroughput failed; is etcd on PATH?");
    }
    String writes = clients + " writers, a namespace each: ";
    results.add(
        Row.rate(
            "writes, etcd",
            figure(figures, writes + "store"),
            figure(figures, writes + "bare, one put"),
            String.format(
                Locale.ROOT,
                "%d clients, one member; limit: bare transactions with one put; with the same two"
                    + " puts: %,.0f/s",
                clients,
                figure(figures, writes + "bare, the same two puts"))));
    String reads = "16 readers, one namespace: ";
    results.add(
        Row.rate(
            "linearizable reads, etcd",
            figure(figures, reads + "store"),
            figure(figures, reads + "bare"),
            "16 clients, one member; limit: bare ranges; concurrent reads of one namespace share one"
                + " of the store's"));
  }

  private static double figure(Map<String, Double> figures, String what) throws IOException {
    return Optional.ofNullable(figures.get(what))
        .orElseThrow(() -> new IOException("EtcdThroughput tells nothing of " + what));
  }

  private static List<Double> rate() {
    return new ArrayList<>();
  }

  private static Writers.Client updates(DtabStore store) {
    Dtab dtab = Dtab.read(TEXT);
    return i -> {
      var namespace = new Namespace("n" + System.nanoTime() + "-" + i);
      var version = new Version[] {store.create(namespace, dtab)};
      return () -> version[0] = store.update(namespace, dtab, version[0]);
    };
  }

  /** Turn by turn; the first round warms up and does not count. */
  private List<List<Double>> rates(List<Writers.Client> kinds) throws Exception {
    var rates = kinds.stream().map(_ -> rate()).toList();
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < kinds.size(); i++) {
        double rate = Writers.perSecond(clients, Duration.ofSeconds(seconds), kinds.get(i));
        if (round >= 0) {
          rates.get(i).add(rate);
        }
      }
    }
    return rates;
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}

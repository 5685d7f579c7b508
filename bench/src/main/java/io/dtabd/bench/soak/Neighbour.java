package io.dtabd.bench.soak;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A namespace that others should not feel. */
enum Neighbour {

  /** What callers in such number cost in any case. */
  ORDINARY("/svc => /srv ; /srv => 1 * /$/inet/127.0.0.1/80 & 9 * /$/inet/127.0.0.1/81 ;", "/svc"),

  LOOP("/a => /a ;", "/a"),

  GROWING_LOOP("/a => /a/b ;", "/a"),

  /** 40 levels. */
  DOUBLING(
      IntStream.range(0, 40)
          .mapToObj(i -> "/a%d => /a%d & /a%d ;".formatted(i, i + 1, i + 1))
          .collect(Collectors.joining("\n")),
      "/a0"),

  /** 100,000 dentries, written again and again. */
  LARGE(
      IntStream.range(0, 100_000)
              .mapToObj("/svc/s%1$05d=>/srv/s%1$05d;"::formatted)
              .collect(Collectors.joining("\n"))
          + "/srv => /$/inet/127.0.0.1/80 ;",
      "/svc/s04711");

  private final String table;
  private final String path;

  Neighbour(String table, String path) {
    this.table = table;
    this.path = path;
  }

  String namespace() {
    return "neighbour-" + name().toLowerCase(Locale.ROOT);
  }

  /** The table, different for each revision so that what depends on it is computed anew. */
  String table(int revision) {
    return table + "\n/rev => /r/%d ;".formatted(revision);
  }

  /** Where to ask for a name that nobody has asked for, one for each number. */
  String target(long number) {
    return "/api/1/bind/%s?path=%s/p%d".formatted(namespace(), path, number);
  }
}

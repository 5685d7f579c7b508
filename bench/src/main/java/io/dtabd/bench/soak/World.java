package io.dtabd.bench.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What there is in a soak: namespaces, services in them, files of addresses. Tables are made of all
 * that the language has: splits, failovers, rewriting to other services, dead ends, and now and
 * then a loop.
 */
final class World {

  static final List<String> NAMESPACES = numbered("ns%02d", 20);

  /** The namespaces with long tables; who watches one and does not read fills the sockets soon. */
  static final List<String> LARGE = NAMESPACES.subList(18, 20);

  static final List<String> FILES = numbered("f%02d", 30);

  private static final List<String> SERVICES = numbered("s%02d", 12);
  private static final int LARGE_DENTRIES = 500;

  private final RandomGenerator random;

  World(RandomGenerator random) {
    this.random = random;
  }

  String namespace() {
    return pick(NAMESPACES);
  }

  String file() {
    return pick(FILES);
  }

  String table(String namespace) {
    var table = new StringBuilder("/srv => /#/io.l5d.fs ;\n");
    // No two tables are alike, so that a watcher left on an old one is seen.
    table.append("/rev => /r/%d ;\n".formatted(random.nextLong() >>> 1));
    for (String service : SERVICES) {
      table.append("/svc/%s => %s ;\n".formatted(service, dst()));
    }
    if (oneIn(10)) {
      String service = pick(SERVICES);
      table.append("/svc/%s => /svc/%s%s ;\n".formatted(service, service, oneIn(2) ? "/on" : ""));
    }
    if (LARGE.contains(namespace)) {
      for (int i = 0; i < LARGE_DENTRIES; i++) {
        table.append("/large/service-number-%03d => /srv/%s ;\n".formatted(i, file()));
      }
    }
    return table.toString();
  }

  /** The contents of a file of addresses; now and then not what it should be. */
  String addresses() {
    if (oneIn(30)) {
      return "this is no address\n";
    }
    var lines = new StringBuilder("# addresses\n");
    for (int i = random.nextInt(4); i >= 0; i--) {
      lines.append("127.0.0.%d %d".formatted(1 + random.nextInt(250), port()));
      lines.append(oneIn(3) ? " * 0.%d\n".formatted(1 + random.nextInt(9)) : "\n");
    }
    return lines.toString();
  }

  Ask ask() {
    return switch (random.nextInt(20)) {
      case 0 -> new Ask(Ask.Kind.NAMESPACES, "/api/1/dtabs");
      case 1 -> new Ask(Ask.Kind.BOUND_NAMES, "/api/1/bound-names");
      case 2, 3 -> dtabOf(namespace());
      case 4, 5, 6, 7 ->
          new Ask(
              Ask.Kind.ADDR,
              "/api/1/addr/%s?path=/%%23/io.l5d.fs/%s".formatted(namespace(), file()));
      case 8, 9, 10, 11, 12 -> new Ask(Ask.Kind.RESOLVE, "/api/1/resolve/" + question());
      default -> new Ask(Ask.Kind.BIND, "/api/1/bind/" + question());
    };
  }

  Ask askOfLarge() {
    return dtabOf(pick(LARGE));
  }

  /** A question that can be asked only once. */
  String delegation() {
    return "/api/1/delegate/" + question();
  }

  boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  RandomGenerator random() {
    return random;
  }

  private static Ask dtabOf(String namespace) {
    return new Ask(Ask.Kind.DTAB, "/api/1/dtabs/" + namespace);
  }

  private String question() {
    String question = "%s?path=/svc/%s".formatted(namespace(), pick(SERVICES));
    return switch (random.nextInt(4)) {
      case 0 -> question + "&dtab=" + URLEncoder.encode(localDtab(), UTF_8);
      case 1 -> question + "/rest&dtab=";
      default -> question;
    };
  }

  private String localDtab() {
    return oneIn(2)
        ? "/svc/%s => /srv/%s".formatted(pick(SERVICES.subList(0, 3)), FILES.getFirst())
        : "/srv => /$/inet/127.0.0.1/8080";
  }

  private String dst() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> "/srv/" + file();
      case 6, 7, 8, 9 ->
          "%d * /srv/%s & %d * /srv/%s"
              .formatted(random.nextInt(10), file(), 1 + random.nextInt(9), file());
      case 10, 11, 12 -> "/srv/%s | /srv/%s".formatted(file(), file());
      case 13, 14 -> "/$/inet/127.0.0.1/" + port();
      case 15 -> "/svc/" + pick(SERVICES);
      case 16 -> "/srv/not-there | /srv/" + file();
      case 17 -> "~";
      case 18 -> "!";
      default -> "$";
    };
  }

  private int port() {
    return 1 + random.nextInt(65_535);
  }

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static List<String> numbered(String format, int count) {
    return IntStream.range(0, count).mapToObj(format::formatted).toList();
  }
}

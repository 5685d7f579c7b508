package io.dtabd.bench.attack;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The dtabs of the attackers. */
final class Tables {

  /** 3.9 MB of text: below the limit of a body, which is 4 MiB. */
  static final String HUGE = "attack-huge";

  /** 3 MB. */
  static final String LARGE = "attack-large";

  /** 100,000 dentries, and another version of it again and again. */
  static final String REWRITTEN = "attack-rewritten";

  /** What is never written, since its body never ends. */
  static final String PARTIAL = "attack-partial";

  /** 155 KB: one dentry with a union of 5,000 branches. */
  static final String FAT = "attack-fat";

  static final List<String> NAMESPACES = List.of(HUGE, LARGE, FAT, REWRITTEN, PARTIAL);

  /** A dentry is 40 bytes. */
  private static final int HUGE_DENTRIES = 97_500;

  private static final int LARGE_DENTRIES = 75_000;
  private static final int BRANCHES = 5_000;
  private static final int MANY_DENTRIES = 100_000;

  private Tables() {}

  static String huge(int revision) {
    return dentries(HUGE_DENTRIES) + ";\n/rev=>/r/" + revision;
  }

  static String large() {
    return dentries(LARGE_DENTRIES);
  }

  static String fat() {
    return IntStream.range(0, BRANCHES)
        .mapToObj(i -> "1 * /$/inet/127.0.0.1/%d".formatted(10_000 + i))
        .collect(Collectors.joining(" & ", "/svc => ", ""));
  }

  /** 100,000 dentries, different for each revision. */
  static String many(int revision) {
    return IntStream.range(0, MANY_DENTRIES)
            .mapToObj("/svc/s%1$05d=>/srv/s%1$05d;"::formatted)
            .collect(Collectors.joining("\n"))
        + "\n/rev=>/r/"
        + revision;
  }

  private static String dentries(int count) {
    return IntStream.range(0, count)
        .mapToObj("/svc/service-%05d=>/$/inet/127.0.0.1/80"::formatted)
        .collect(Collectors.joining(";\n"));
  }
}

package io.dtabd.naming;

import java.util.SplittableRandom;

/**
 * Makes up tables that bind to something. Names lead only to names of later layers, since Finagle
 * has no bound on work, and a table that loops while it doubles would keep it for good.
 */
public final class DtabTables {

  private static final int LAYERS = 6;
  private static final String[] WEIGHTS = {"", "", "2 * ", "0.25*", "7*", "0 * ", ".5 * "};

  private final SplittableRandom random;

  public DtabTables(SplittableRandom random) {
    this.random = random;
  }

  public String table() {
    var table = new StringBuilder();
    for (int dentries = random.nextInt(9); dentries >= 0; dentries--) {
      int layer = random.nextInt(LAYERS);
      table.append("/l").append(layer);
      if (random.nextInt(3) == 0) {
        table.append(oneOf("/x", "/y", "/*", "/*/x"));
      }
      table.append(" => ").append(tree(layer, 3)).append(" ;\n");
    }
    if (random.nextInt(20) == 0) {
      // Matches what every other leaf becomes, so it loops, but never branches.
      table
          .append(oneOf("/* => /$/inet/7", "/*/* => ~", "/$/inet => /$/nil", "/$ => ~"))
          .append(";");
    }
    return table.toString();
  }

  public String path() {
    return path(random.nextInt(3));
  }

  private String path(int layer) {
    var path = new StringBuilder("/l").append(layer);
    for (int rest = random.nextInt(3); rest > 0; rest--) {
      path.append(oneOf("/x", "/y", "/z"));
    }
    return path.toString();
  }

  private String tree(int layer, int nesting) {
    int kind = nesting == 0 ? 9 : random.nextInt(10);
    return switch (kind) {
      case 0, 1 -> branches(layer, nesting, " | ", false);
      case 2, 3 -> branches(layer, nesting, " & ", true);
      default -> leaf(layer);
    };
  }

  private String branches(int layer, int nesting, String separator, boolean weighted) {
    var tree = new StringBuilder("(");
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      tree.append(i == 0 ? "" : separator)
          .append(weighted ? oneOf(WEIGHTS) : "")
          .append(tree(layer, nesting - 1));
    }
    return tree.append(")").toString();
  }

  private String leaf(int layer) {
    return switch (random.nextInt(8)) {
      case 0 -> oneOf("~", "!", "$");
      case 1 -> oneOf("/$/nil", "/$/fail", "/$/fail/x", "/nosuch", "/$");
      case 2, 3 -> "/$/inet/" + (1 + random.nextInt(9)) + oneOf("", "", "/r");
      default ->
          layer + 1 < LAYERS ? path(layer + 1 + random.nextInt(LAYERS - layer - 1)) : "/$/inet/80";
    };
  }

  private String oneOf(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}

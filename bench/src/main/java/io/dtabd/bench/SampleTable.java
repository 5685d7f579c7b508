package io.dtabd.bench;

/**
 * A table as a large installation has it: services of many teams under a few common heads, general
 * rules with wildcards before them, and a canary now and then.
 */
public final class SampleTable {

  /** A path that three rules of every table match: the head, a wildcard, and its own service. */
  public static final String PATH = "/svc/team-1/service-1/v1/users";

  /** The path of a service of which one request in twenty goes to a canary. */
  static final String SPLIT_PATH = "/svc/team-1/service-5/v1/users";

  private static final String RULES =
      """
      /svc => /#/io.l5d.k8s/default/http ;
      /svc/* => /host ;
      /host/* => /#/io.l5d.k8s/prod/http ;
      /svc/*/legacy => /$/inet/10.0.0.1/8080 ;
      """;
  private static final int RULE_COUNT = 4;
  private static final int SERVICES_PER_TEAM = 20;

  private SampleTable() {}

  public static String ofSize(int dentries) {
    var text = new StringBuilder(RULES);
    for (int i = 1; i <= dentries - RULE_COUNT; i++) {
      String name = "/team-" + (1 + i / SERVICES_PER_TEAM) + "/service-" + i;
      String live = "/#/io.l5d.k8s" + name;
      text.append("/svc").append(name).append(" => ");
      if (i % 10 == 5) {
        text.append("0.95 * ").append(live).append("-v1 & 0.05 * ").append(live).append("-v2 ;\n");
      } else {
        text.append(live).append(" ;\n");
      }
    }
    return text.toString();
  }
}

package io.dtabd.config;

/** Where figures go. */
public sealed interface TelemeterConfig {

  /** The {@code kind} that names it in a file. */
  String kind();

  /**
   * Served on the admin port for Prometheus to fetch.
   *
   * @param path begins with a slash
   * @param prefix goes before every metric's name; may be empty
   */
  record Prometheus(String path, String prefix) implements TelemeterConfig {
    static final String KIND = "io.l5d.prometheus";
    static final String DEFAULT_PATH = "/admin/metrics/prometheus";

    public static final Prometheus DEFAULT = new Prometheus(DEFAULT_PATH, "");

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** One that namerd has and dtabd does not; it is accepted and does nothing. */
  record NotExported(String kind) implements TelemeterConfig {}
}

package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;

/**
 * A whole server for clients of its HTTP interface, and of its mesh interface, with an empty store
 * in memory if nothing else is said.
 */
public final class HttpInterface implements AutoCloseable {

  private static final String CONFIG =
      """
      admin: {port: 0}
      interfaces: [{kind: io.l5d.httpController, port: 0}, {kind: io.l5d.mesh, port: 0}]
      """;

  private final Dtabd dtabd;

  private HttpInterface(Dtabd dtabd) {
    this.dtabd = dtabd;
  }

  static HttpInterface start() throws ConfigException, StartException {
    return start("");
  }

  /**
   * @param more what the configuration says besides, such as {@code namers: [...]}
   */
  public static HttpInterface start(String more) throws ConfigException, StartException {
    return startFrom("storage: {kind: io.l5d.inMemory}\n" + more);
  }

  /** With the store in {@code folder}, which others may have open too. */
  static HttpInterface on(Path folder) throws ConfigException, StartException {
    return startFrom("storage: {kind: io.dtabd.file, dir: %s}\n".formatted(folder));
  }

  private static HttpInterface startFrom(String more) throws ConfigException, StartException {
    byte[] config = (CONFIG + more).getBytes(UTF_8);
    return new HttpInterface(Dtabd.start(Config.read("test", new ByteArrayInputStream(config))));
  }

  public String url() {
    return "http://127.0.0.1:" + dtabd.address("io.l5d.httpController").orElseThrow().getPort();
  }

  public String adminUrl() {
    return "http://127.0.0.1:" + dtabd.address("admin").orElseThrow().getPort();
  }

  /** Host and port of the mesh interface. */
  String mesh() {
    return "127.0.0.1:" + dtabd.address("io.l5d.mesh").orElseThrow().getPort();
  }

  @Override
  public void close() {
    dtabd.close();
  }
}

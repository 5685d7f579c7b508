package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.server.config.Config;
import io.dtabd.server.config.ConfigException;
import java.io.ByteArrayInputStream;

/** A whole server with an empty store in memory, for clients of its HTTP interface. */
public final class HttpInterface implements AutoCloseable {

  private static final String CONFIG =
      """
      admin: {port: 0}
      storage: {kind: io.l5d.inMemory}
      interfaces: [{kind: io.l5d.httpController, port: 0}]
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
    byte[] config = (CONFIG + more).getBytes(UTF_8);
    return new HttpInterface(Dtabd.start(Config.read("test", new ByteArrayInputStream(config))));
  }

  public String url() {
    return "http://127.0.0.1:" + dtabd.address("io.l5d.httpController").orElseThrow().getPort();
  }

  public String adminUrl() {
    return "http://127.0.0.1:" + dtabd.address("admin").orElseThrow().getPort();
  }

  @Override
  public void close() {
    dtabd.close();
  }
}

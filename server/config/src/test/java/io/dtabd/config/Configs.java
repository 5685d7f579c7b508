package io.dtabd.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Reads configurations given as text, without asking the network for names. */
final class Configs {

  /** What every configuration needs; tests put their keys after it. */
  static final String MINIMAL =
      """
      storage: {kind: io.l5d.inMemory}
      interfaces: [{kind: io.l5d.httpController}]
      """;

  private Configs() {}

  static Config read(String text) throws ConfigException {
    return read(text.getBytes(UTF_8));
  }

  static Config read(byte[] text) throws ConfigException {
    return new ConfigReader(Configs::find).read("test.yml", text);
  }

  /** The lines that reading it complains with. */
  static String errorOf(String text) {
    return errorOf(text.getBytes(UTF_8));
  }

  static String errorOf(byte[] text) {
    return String.valueOf(
        catchThrowableOfType(ConfigException.class, () -> read(text)).getMessage());
  }

  /** Puts {@code keys}, indented, under the storage of a minimal configuration. */
  static Config withStorage(String keys) throws ConfigException {
    return read("storage:\n" + keys.indent(2) + "interfaces: [{kind: io.l5d.httpController}]\n");
  }

  static Config withInterface(String keys) throws ConfigException {
    return read("storage: {kind: io.l5d.inMemory}\ninterfaces:\n- \n" + keys.indent(2));
  }

  static Config withNamer(String keys) throws ConfigException {
    return read(MINIMAL + "namers:\n-\n" + keys.indent(2));
  }

  private static InetAddress find(String host) throws UnknownHostException {
    if (host.equals("localhost")) {
      return InetAddress.getLoopbackAddress();
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException(host);
    }
  }
}

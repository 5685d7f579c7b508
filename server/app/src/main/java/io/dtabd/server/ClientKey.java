package io.dtabd.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dtabd.net.ClientTlsContext;
import io.dtabd.net.TlsException;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The private key of a client of Kubernetes. Its library takes every key in PKCS#8 for one of RSA
 * unless it is told otherwise, and names no file in its errors.
 */
final class ClientKey {

  private ClientKey() {}

  /**
   * Reads the key that {@code config} has, if it has one, and puts it back as PKCS#8.
   *
   * @param source where {@code config} comes from, for the error text
   * @throws TlsException if the key makes no sense, or is not that of the certificate
   */
  static void normalize(Config config, Path source) throws IOException {
    String chain = text(config.getClientCertData(), config.getClientCertFile());
    String pem = text(config.getClientKeyData(), config.getClientKeyFile());
    if (chain == null || pem == null) {
      return;
    }
    PrivateKey key =
        ClientTlsContext.key(
            pem,
            file(config.getClientKeyData(), config.getClientKeyFile(), source),
            chain,
            file(config.getClientCertData(), config.getClientCertFile(), source));
    config.setClientKeyFile(null);
    config.setClientKeyData(base64(pkcs8(key)));
    config.setClientKeyAlgo(key.getAlgorithm());
  }

  /** As the library does it: what is given in place goes before a file. */
  private static @Nullable String text(@Nullable String data, @Nullable String file)
      throws IOException {
    if (data != null) {
      return new String(Base64.getMimeDecoder().decode(data), ISO_8859_1);
    }
    return file == null ? null : Files.readString(Path.of(file), ISO_8859_1);
  }

  private static Path file(@Nullable String data, @Nullable String file, Path source) {
    return data != null || file == null ? source : Path.of(file);
  }

  private static String pkcs8(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(key.getEncoded()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
  }
}

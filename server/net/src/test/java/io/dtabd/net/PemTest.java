package io.dtabd.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Private keys as other programs write them. The files in {@code keys/} are openssl's: {@code
 * genrsa -traditional}, {@code ecparam -genkey}, and {@code req -x509} for the certificates.
 */
class PemTest {

  private static final Path FILE = Path.of("key.pem");

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "secp384r1", "secp521r1"})
  void aKeyOfAnOlderFormIsThatOfItsCertificate(String name) throws Exception {
    PrivateKey key = Pem.privateKey(text(name + ".pem"), FILE);
    assertThat(Pem.belongTogether(key, Pem.certificates(text(name + "-cert.pem"), FILE)[0]))
        .isTrue();
    String other = name.equals("rsa") ? "ec" : "rsa";
    assertThat(Pem.belongTogether(key, Pem.certificates(text(other + "-cert.pem"), FILE)[0]))
        .isFalse();
  }

  @Test
  void aKeyWithAPasswordIsRefusedWithTheCommandThatTakesItAway() {
    assertThatThrownBy(() -> Pem.privateKey(text("rsa-encrypted.pem"), FILE))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "key.pem: it holds an encrypted key; needed is one without a password, as"
                + " `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW` makes it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void aKeyThatIsCutIsRefusedWhereverThatIs(String kind) throws Exception {
    String pem = text(kind.equals("RSA") ? "rsa.pem" : "secp521r1.pem");
    String base64 = pem.replaceAll("-----[^-]*-----", "");
    byte[] whole = Base64.getMimeDecoder().decode(base64);
    for (int length = 0; length < whole.length; length++) {
      String cut = Base64.getMimeEncoder().encodeToString(Arrays.copyOf(whole, length));
      assertThatExceptionOfType(TlsException.class)
          .as("cut at %d", length)
          .isThrownBy(
              () ->
                  Pem.privateKey(
                      "-----BEGIN %1$s PRIVATE KEY-----\n%2$s\n-----END %1$s PRIVATE KEY-----\n"
                          .formatted(kind, cut),
                      FILE));
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PemTest.class.getResourceAsStream("/keys/" + name), name)) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }
}

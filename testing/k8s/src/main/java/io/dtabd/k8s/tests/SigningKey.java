package io.dtabd.k8s.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The key with which the API server signs the tokens of service accounts. */
final class SigningKey {

  private SigningKey() {}

  static Path write(Path file) throws IOException {
    try {
      byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
      String pem = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key);
      return Files.writeString(
          file, "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}

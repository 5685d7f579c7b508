package io.dtabd.replicas;

import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What replicas prove with that they belong together. The file is read whenever it is needed, for
 * secrets are replaced while servers run, and replicas ask each other seldom.
 */
final class PeerSecret {

  /** Its value is the digest of the secret, whose own bytes may not all fit a header. */
  static final String HEADER = "Dtabd-Peer-Secret";

  /** Shorter ones can be guessed. */
  static final int LEAST_BYTES = 16;

  /** More is a mistake: a file of something else. */
  private static final int MOST_BYTES = 4096;

  private final Path file;

  PeerSecret(Path file) {
    this.file = file;
  }

  /**
   * The header's value.
   *
   * @throws IOException with what is wrong with the file
   */
  String proof() throws IOException {
    byte[] secret = withoutLineEnd(read());
    if (secret.length < LEAST_BYTES || secret.length > MOST_BYTES) {
      throw new IOException(
          "the secret in %s has %d bytes; %d to %d are needed"
              .formatted(file, secret.length, LEAST_BYTES, MOST_BYTES));
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** What is wrong with the file at the moment. */
  Optional<String> complaint() {
    try {
      proof();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * @throws HttpProblem 401 if the request does not prove that it comes from a replica, 503 if that
   *     cannot be told
   */
  void check(Request request) {
    String sent = request.headers().first(HEADER);
    if (sent == null) {
      throw new HttpProblem(401, "The secret of the replicas is needed, header " + HEADER);
    }
    byte[] proof;
    try {
      proof = proof().getBytes(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new HttpProblem(503, "The secret of the replicas is not known to this one");
    }
    if (!MessageDigest.isEqual(proof, sent.getBytes(StandardCharsets.ISO_8859_1))) {
      throw new HttpProblem(401, "The secret is not that of this replica");
    }
  }

  private byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 2);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no secret file " + file, e);
    } catch (IOException e) {
      throw new IOException("the secret file %s cannot be read".formatted(file), e);
    }
  }

  /** An editor puts one there. */
  private static byte[] withoutLineEnd(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }
}

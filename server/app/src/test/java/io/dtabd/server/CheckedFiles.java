package io.dtabd.server;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Files for configurations to name, right and wrong ones. */
final class CheckedFiles {

  /** All of them, and some that are not there. */
  static final List<String> NAMES =
      List.of(
          "ca.pem",
          "cert.pem",
          "key.pem",
          "other-key.pem",
          "encrypted.pem",
          "empty",
          "text",
          "kubeconfig",
          "secret",
          "disco",
          "missing",
          "text/below",
          "data",
          "new");

  private CheckedFiles() {}

  static void writeTo(Path folder) throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle own = issued(authority);
    write(folder, "ca.pem", authority.getCertificatePEM());
    write(folder, "cert.pem", own.getCertificatePEM());
    write(folder, "key.pem", own.getPrivateKeyPEM());
    write(folder, "other-key.pem", issued(authority).getPrivateKeyPEM());
    write(
        folder,
        "encrypted.pem",
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

        AAAA
        -----END RSA PRIVATE KEY-----
        """);
    write(folder, "empty", "");
    write(folder, "text", "this is no file of any kind that is wanted\n");
    write(folder, "secret", "0123456789abcdef0123456789abcdef\n");
    write(folder, "kubeconfig", kubeconfig(authority, own));
    Files.createDirectories(folder.resolve("disco"));
  }

  private static X509Bundle issued(X509Bundle authority) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=dtabd.example")
        .addSanDnsName("dtabd.example")
        .addSanIpAddress("127.0.0.1")
        .buildIssuedBy(authority);
  }

  private static String kubeconfig(X509Bundle authority, X509Bundle own) {
    return """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - {name: test, cluster: {server: 'https://127.0.0.1:1', certificate-authority-data: %s}}
        users:
        - {name: test, user: {client-certificate-data: %s, client-key-data: %s}}
        contexts:
        - {name: test, context: {cluster: test, user: test}}
        """
        .formatted(
            base64(authority.getCertificatePEM()),
            base64(own.getCertificatePEM()),
            base64(own.getPrivateKeyPEM()));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void write(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }
}

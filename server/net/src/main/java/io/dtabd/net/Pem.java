package io.dtabd.net;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in the text form in which people hand them around. */
final class Pem {

  private static final Pattern CERTIFICATE = block("CERTIFICATE");
  private static final Pattern PKCS8_KEY = block("PRIVATE KEY");
  private static final Pattern RSA_KEY = block("RSA PRIVATE KEY");
  private static final Pattern ELLIPTIC_KEY = block("EC PRIVATE KEY");

  /** The kinds of key that TLS has cipher suites for, with the signature that proves a pair. */
  private enum KeyKind {
    RSA("SHA256withRSA"),
    EC("SHA256withECDSA"),
    EDDSA("EdDSA");

    private final String signature;

    KeyKind(String signature) {
      this.signature = signature;
    }
  }

  private Pem() {}

  /**
   * All certificates in {@code pem}, at least one.
   *
   * @param file where it came from, for the error text
   */
  static X509Certificate[] certificates(String pem, Path file) throws TlsException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      var found = new ArrayList<X509Certificate>();
      for (Matcher matcher = CERTIFICATE.matcher(pem); matcher.find(); ) {
        var der = new ByteArrayInputStream(decode(matcher.group(1), file));
        found.add((X509Certificate) factory.generateCertificate(der));
      }
      if (found.isEmpty()) {
        throw new TlsException(file + ": it holds no certificate in PEM form", null);
      }
      return found.toArray(X509Certificate[]::new);
    } catch (CertificateException e) {
      throw new TlsException("%s: a certificate is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The private key in {@code pem}: PKCS#8, or as older programs write it, PKCS#1 or SEC 1.
   *
   * @param file where it came from, for the error text
   */
  static PrivateKey privateKey(String pem, Path file) throws TlsException {
    var encoded = new PKCS8EncodedKeySpec(pkcs8(pem, file));
    for (KeyKind kind : KeyKind.values()) {
      try {
        return KeyFactory.getInstance(kind.name()).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // Another kind, then.
      } catch (GeneralSecurityException e) {
        throw new TlsException("this Java has no %s keys: %s".formatted(kind, e.getMessage()), e);
      }
    }
    throw new TlsException(
        "%s: the private key is damaged, or none of %s".formatted(file, List.of(KeyKind.values())),
        null);
  }

  private static byte[] pkcs8(String pem, Path file) throws TlsException {
    Matcher pkcs8 = PKCS8_KEY.matcher(pem);
    if (pkcs8.find()) {
      return decode(pkcs8.group(1), file);
    }
    // With a password it has header lines, with colons, which no base64 has.
    Matcher rsa = RSA_KEY.matcher(pem);
    if (rsa.find() && !rsa.group(1).contains(":")) {
      return Pkcs8.ofRsa(decode(rsa.group(1), file));
    }
    Matcher elliptic = ELLIPTIC_KEY.matcher(pem);
    if (elliptic.find() && !elliptic.group(1).contains(":")) {
      Optional<byte[]> key = Pkcs8.ofElliptic(decode(elliptic.group(1), file));
      if (key.isPresent()) {
        return key.get();
      }
    }
    String found =
        pem.contains("ENCRYPTED")
            ? "an encrypted key"
            : pem.contains("PRIVATE KEY-----") ? "a key of an unknown form" : "no private key";
    throw new TlsException(
        "%s: it holds %s; needed is one without a password, as `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW` makes it"
            .formatted(file, found),
        null);
  }

  /** Whether what {@code key} signs, {@code certificate} proves. */
  static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws TlsException {
    for (KeyKind kind : KeyKind.values()) {
      if (kind.name().equalsIgnoreCase(key.getAlgorithm())) {
        return proves(kind, key, certificate);
      }
    }
    return true;
  }

  private static boolean proves(KeyKind kind, PrivateKey key, X509Certificate certificate)
      throws TlsException {
    byte[] sample = "a pair?".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(kind.signature);
      signer.initSign(key);
      signer.update(sample);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(kind.signature);
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(sample);
      return verifier.verify(signature);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new TlsException(
          "this Java cannot sign with %s: %s".formatted(kind, e.getMessage()), e);
    }
  }

  private static byte[] decode(String base64, Path file) throws TlsException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new TlsException("%s: it is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Pattern block(String name) {
    return Pattern.compile("-----BEGIN " + name + "-----([^-]*)-----END " + name + "-----");
  }
}

package io.dtabd.replicas;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Which process this is.
 *
 * @param instance random, so that a replica recognizes its own response
 * @param name for people: the host's, which in Kubernetes is the pod's
 */
public record Identity(String instance, String name) {

  private static final int INSTANCE_BYTES = 16;
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  public static Identity ofThisProcess() {
    byte[] random = new byte[INSTANCE_BYTES];
    new SecureRandom().nextBytes(random);
    return new Identity(HexFormat.of().formatHex(random), hostName());
  }

  /** Where the kernel tells it, without asking DNS, which may be slow or away. */
  private static String hostName() {
    try {
      if (Files.isReadable(HOST_NAME)) {
        return Files.readString(HOST_NAME).strip();
      }
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}

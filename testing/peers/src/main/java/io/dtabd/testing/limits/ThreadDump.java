package io.dtabd.testing.limits;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/**
 * Prints all threads, virtual ones too, and the locks that they hold, before a test that takes too
 * long is ended.
 */
public final class ThreadDump implements PreInterruptCallback {

  @Override
  public void beforeThreadInterrupt(PreInterruptContext interrupt, ExtensionContext test)
      throws IOException {
    System.out.printf(
        "%s, %s takes too long and is ended; its thread is \"%s\". All threads:%n%s%n",
        test.getRequiredTestClass().getName(),
        test.getDisplayName(),
        interrupt.getThreadToInterrupt().getName(),
        allThreads());
  }

  /** The JVM writes virtual threads into a file only. */
  private static String allThreads() throws IOException {
    Path folder = Files.createTempDirectory("dtabd-threads");
    Path file = folder.resolve("threads");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
      return Files.readString(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}

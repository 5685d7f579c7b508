package io.dtabd.testing.limits;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Lets every {@code await()} without a limit of its own wait long enough for a busy machine. */
public final class PatientAwaits implements LauncherSessionListener {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(TIMEOUT);
  }
}

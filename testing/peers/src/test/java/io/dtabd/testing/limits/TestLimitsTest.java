package io.dtabd.testing.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class TestLimitsTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"waits", "readsFromASilentServer"})
  void aTestThatHangsFailsAndAllThreadsArePrinted(String method) {
    TestExecutionSummary summary = run(method);

    assertThat(summary.getFailures())
        .singleElement()
        .satisfies(
            failure -> assertThat(failure.getException()).isInstanceOf(TimeoutException.class));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains(
            "Hanging, " + method + "() takes too long", "Hanging." + method + "(Hanging.java");
  }

  @Test
  void virtualThreadsArePrintedToo() {
    run("waits");

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("\"a virtual thread\" virtual", "Hanging.waitForever(Hanging.java");
  }

  @Test
  void awaitsWithoutALimitWaitLongerThanTheUsualTenSeconds() {
    long from = System.nanoTime();
    Duration longer = Duration.ofSeconds(11);
    await().until(() -> System.nanoTime() - from > longer.toNanos());
  }

  private TestExecutionSummary run(String method) {
    var listener = new SummaryGeneratingListener();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setProperty(Hanging.ENABLED, "true");
    try {
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectMethod(Hanging.class, method))
                  .configurationParameter("junit.jupiter.execution.timeout.default", "1 s")
                  .build(),
              listener);
    } finally {
      System.clearProperty(Hanging.ENABLED);
      System.setOut(out);
    }
    return listener.getSummary();
  }
}

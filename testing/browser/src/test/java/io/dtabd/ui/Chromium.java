package io.dtabd.ui;

import io.dtabd.testing.peers.Peers;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Gives tests the installed browser: one for all, because its start takes seconds. */
final class Chromium implements ParameterResolver, AfterEachCallback {

  private static final Namespace OURS = Namespace.create(Chromium.class);

  /** Ends with the last test. */
  private record Running(Browser browser) implements AutoCloseable {
    @Override
    public void close() {
      browser.quit();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context).browser();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Running running = context.getRoot().getStore(OURS).get(Running.class, Running.class);
    if (running != null) {
      running.browser().leave();
    }
  }

  private static Running running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .computeIfAbsent(Running.class, _ -> new Running(start()), Running.class);
  }

  static Browser start() {
    Path chromium = Peers.require("chromium", "apt-get install chromium");
    Path driver = Peers.require("chromedriver", "apt-get install chromium-driver");
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.setExperimentalOption("perfLoggingPrefs", Map.of("enableNetwork", true));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900");
    var service = new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build();
    return new Browser(new ChromeDriver(service, options));
  }
}

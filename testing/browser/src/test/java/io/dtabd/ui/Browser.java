package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * The browser as a person uses it: looks for what is on the page, waits for it, clicks and types.
 */
final class Browser {

  /** Long for a machine that does something else besides. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern REQUESTED = Pattern.compile("\"url\":\"([a-z]+)://([^/\"]*)");

  /** What the browser logs for an answer with an error status, which a page cannot keep it from. */
  private static final Pattern STATUS = Pattern.compile("the server responded with a status of ");

  private final ChromeDriver driver;
  private final String axe = axe();

  Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  void open(String url) {
    driver.get(url);
    see("h1");
  }

  /** Goes where no page is, so that nothing of one test is there in the next. */
  void leave() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    driver.get("about:blank");
    driver.manage().logs().get(LogType.BROWSER);
    driver.manage().logs().get(LogType.PERFORMANCE);
  }

  void quit() {
    driver.quit();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /** Waits for an element that can be seen. */
  WebElement see(String selector) {
    return patiently(() -> shown(By.cssSelector(selector)));
  }

  /** Waits for a text in an element. */
  void see(String selector, String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .untilAsserted(() -> assertThat(texts(selector)).anyMatch(found -> found.contains(text)));
  }

  void seeNoMore(String selector) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () ->
                driver.findElements(By.cssSelector(selector)).stream()
                    .noneMatch(WebElement::isDisplayed));
  }

  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
  }

  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** Clicks the button or link that says this. */
  void press(String text) {
    var labelled =
        By.xpath(
            "//*[self::button or self::a or self::summary][normalize-space(.)='%s' or @aria-label='%s']"
                .formatted(text, text));
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () -> {
              WebElement element = shown(labelled);
              if (!element.isEnabled()) {
                return false;
              }
              element.click();
              return true;
            });
  }

  void type(String selector, CharSequence... text) {
    see(selector).sendKeys(text);
  }

  /** Puts a value in the place of what is in the field. */
  void fillIn(String selector, String value) {
    see(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), value, Keys.TAB);
  }

  /** Puts a text in the place of what is in the editor. */
  void edit(String text) {
    // Emptied first: text typed over a selection inherits its looks as an inline style, for a
    // moment.
    see(".cm-content").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, text);
  }

  /** What has the keyboard. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  void theme(String theme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Whether the page is broader than the window. */
  boolean overflows() {
    return Boolean.TRUE.equals(
        driver.executeScript("return document.documentElement.scrollWidth > innerWidth"));
  }

  Object run(String script) {
    return driver.executeScript(script);
  }

  /** Milliseconds of the slowest frame while an element is scrolled by 500 pixels a frame. */
  Object slowestFrame(String selector) {
    return driver.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        const element = document.querySelector(arguments[0]);
        let last = performance.now();
        let slowest = 0;
        let frames = 60;
        const frame = () => {
          const now = performance.now();
          slowest = Math.max(slowest, now - last);
          last = now;
          element.scrollBy(0, 500);
          frames -= 1;
          frames > 0 ? requestAnimationFrame(frame) : done(Math.round(slowest));
        };
        requestAnimationFrame(frame);
        """,
        selector);
  }

  /** What axe finds wrong on the page as it is, a line for each element. */
  List<?> accessibilityViolations() {
    driver.executeScript(axe);
    return (List<?>)
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then((result) =>
              done(result.violations.flatMap((violation) => violation.nodes.map((node) =>
                `${violation.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`))),
              (error) => done([String(error)]));
            """);
  }

  /** What scripts and the security policy complained of. Each is told once. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> !STATUS.matcher(message).find())
        .toList();
  }

  /** Hosts that the page asked for anything, but for data in the page itself. */
  List<String> hostsAsked() {
    var hosts = new ArrayList<String>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      if (entry.getMessage().contains("Network.requestWillBeSent\"")) {
        Matcher url = REQUESTED.matcher(entry.getMessage());
        while (url.find()) {
          hosts.add(url.group(2).replaceAll(":[0-9]+$", ""));
        }
      }
    }
    return hosts.stream().distinct().filter(host -> !host.isEmpty()).toList();
  }

  private WebElement shown(By by) {
    return driver.findElements(by).stream()
        .filter(WebElement::isDisplayed)
        .findFirst()
        .orElseThrow(() -> new WebDriverException("nothing to be seen at " + by));
  }

  private static WebElement patiently(Callable<WebElement> look) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(look, element -> true);
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe.min.js is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

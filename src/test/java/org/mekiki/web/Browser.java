package org.mekiki.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mekiki.Patience;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Headless Chromium, the system's own (Debian's packages {@code chromium} and {@code
 * chromium-driver}). Keeps what the page has written on the console and asked the network for.
 */
public final class Browser implements AutoCloseable {
  private static final Path PICTURES = Path.of("target", "page");
  private static final Duration PATIENCE = Patience.PATIENCE;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The version is in the path of its file, too. */
  private static final Pattern AXE_PATH = Pattern.compile("axe-core-([0-9.]+)\\.jar");

  /** The element with the focus, in a few letters, and whether the page itself has it. */
  private static final String FOCUS =
      "const e = document.activeElement;"
          + "return e.tagName.toLowerCase() + (e.id ? '#' + e.id : '')"
          + " + (e.className ? '.' + e.className : '')"
          + " + (document.hasFocus() ? '' : ' (the page is not in front)')";

  private final ChromeDriver driver;

  public Browser(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium").orElseThrow().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Colours then change at once, and a contrast is never measured half-way.
        "--force-prefers-reduced-motion",
        // What the tests read is English, whatever the machine speaks.
        "--lang=en-US",
        "--accept-lang=en-US",
        "--user-data-dir=" + profile.toAbsolutePath());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver").orElseThrow().toFile())
            .build();
    driver = new ChromeDriver(service, options);
    // axe looks at every node, and both cores may be busy with other tests.
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(3));
    desktop();
  }

  public static boolean isInstalled() {
    return program("chromium").isPresent() && program("chromedriver").isPresent();
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public void open(String url) {
    driver.get(url);
  }

  public void reload() {
    driver.navigate().refresh();
  }

  public void desktop() {
    wide(1280);
  }

  /** A window of that width, in pixels. */
  public void wide(int width) {
    size(width, 800, false);
  }

  public void phone() {
    size(390, 844, true);
  }

  private void size(int width, int height, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  /** Where the browser is, as a name such as Asia/Tokyo; empty for where the machine is. */
  public void zone(String name) {
    driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", name));
  }

  /** {@code light} or {@code dark}, as the system would say. */
  public void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Waits for something; a failure tells what the page showed instead. */
  public <T> T await(String what, Function<WebDriver, T> condition) {
    return await(what, condition, this::shownText);
  }

  private <T> T await(String what, Function<WebDriver, T> condition, Supplier<String> instead) {
    try {
      return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100))
          .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
          .until(condition);
    } catch (TimeoutException e) {
      picture("timeout");
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "waited %d s for %s; there was: %s%n(picture: target/page/timeout.png; the browser"
                  + " said %s)",
              PATIENCE.toSeconds(),
              what,
              instead.get(),
              complaints()),
          e);
    }
  }

  /** All text of the page, that too which is not drawn. */
  private String shownText() {
    return script("return location.href + ' ' + document.body.textContent").toString().strip();
  }

  /** The first element that is shown, once it is. */
  public WebElement shown(String selector) {
    return await(
        selector + " to be shown",
        d -> all(selector).stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
  }

  /** Clicks the first that is shown; again where it has moved on under the pointer. */
  public void click(String selector) {
    await(
        selector + " to be clicked",
        d -> {
          try {
            shown(selector).click();
            return true;
          } catch (ElementClickInterceptedException e) {
            return false;
          }
        });
  }

  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Those that are drawn: what is far outside of the window, Chromium leaves out. */
  @SuppressWarnings("unchecked") // a list of elements, as the script says
  public List<WebElement> visible(String selector) {
    return (List<WebElement>)
        script(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".filter(e => e.checkVisibility({contentVisibilityAuto: true}))",
            selector);
  }

  /** Waits until the element's text has this in it. */
  public String awaitText(String selector, String part) {
    return await(
        "'" + part + "' in " + selector,
        d -> {
          String text = text(selector);
          return text.contains(part) ? text : null;
        },
        () -> "'" + text(selector) + "'");
  }

  /**
   * Text of the first such element, drawn or not: of rows that are outside of the window, innerText
   * is empty. A space stands between elements; empty if there is no such element.
   */
  public String text(String selector) {
    return (String)
        script(
            "const e = document.querySelector(arguments[0]);"
                + "if (!e) return '';"
                + "const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);"
                + "const parts = [];"
                + "while (texts.nextNode()) {"
                + "  const at = texts.currentNode;"
                + "  if (!at.parentElement.closest('[hidden]')) parts.push(at.data);"
                + "}"
                + "return parts.join(' ').replace(/\\s+/g, ' ').trim()",
            selector);
  }

  public Object script(String body, Object... arguments) {
    return driver.executeScript(body, arguments);
  }

  public void press(CharSequence... keys) {
    actions().sendKeys(keys).perform();
  }

  /** Of the mouse and the keys. */
  public Actions actions() {
    return new Actions(driver);
  }

  /** Presses Tab until this element has the focus. */
  public void tabTo(String selector) {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      press(Keys.TAB);
      if ((boolean) script("return document.activeElement.matches(arguments[0])", selector)) {
        return;
      }
      path.add((String) script(FOCUS));
    }
    throw new AssertionError(
        "Tab does not lead to " + selector + "; the focus went " + String.join(" → ", path));
  }

  /**
   * What axe-core holds against what is shown, its best practices among it: rule, what it is about,
   * and where.
   */
  public List<String> accessibilityViolations() {
    if (!(boolean) script("return 'axe' in window")) {
      driver.executeScript(axe());
    }
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[0];"
                + "axe.run(document, {resultTypes: ['violations']}).then(result => done("
                + "result.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + v.help + ' – '"
                + " + n.target.join(' ') + ' ' + n.html.slice(0, 160)))), e => done([String(e)]))");
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  private static String axe() {
    Matcher jar = AXE_PATH.matcher(System.getProperty("java.class.path"));
    if (!jar.find()) {
      throw new AssertionError("axe-core's WebJar is not on the class path");
    }
    String path = "/META-INF/resources/webjars/axe-core/" + jar.group(1) + "/axe.min.js";
    try (InputStream in = Browser.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the page, or the browser about it, has complained of since the last call. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      // axe-core reads back canvases of its own.
      boolean axes = entry.getMessage().contains("Canvas2D: Multiple readback operations");
      if (entry.getLevel().intValue() >= Level.WARNING.intValue() && !axes) {
        complaints.add(entry.getMessage());
      }
    }
    return complaints;
  }

  /** Addresses that were asked for since the last call. */
  public List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = json(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        addresses.add(message.at("/params/request/url").asText());
      }
    }
    return addresses;
  }

  /** Keeps what is shown as {@code target/page/NAME.png}. */
  public void picture(String name) {
    try {
      Files.createDirectories(PICTURES);
      Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}

package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.Feedback;

/**
 * The page in headless Chromium, on a line that each test makes up: restarts, silence and what
 * comes late can be had at will. The page on a real line is in PageIT.
 */
@Timeout(300)
class PageInABrowserIT {
  @TempDir static Path folder;

  private static Browser browser;
  private ShownLine shown;

  @BeforeAll
  static void openABrowser() {
    assumeTrue(
        Browser.isInstalled(),
        "chromium and chromedriver are not installed (Debian: apt-get install chromium"
            + " chromium-driver)");
    browser = new Browser(folder.resolve("profile"));
  }

  @AfterAll
  static void closeIt() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void startALine() {
    browser.desktop();
    browser.scheme("light");
    shown = new ShownLine();
  }

  @AfterEach
  void stop() {
    browser.open("data:,");
    browser.complaints();
    shown.close();
  }

  private void open(String hash) {
    browser.open(shown.url() + hash);
    browser.reload();
    browser.awaitText("#link", "Live");
  }

  @Test
  void whatIsSaidInATabThatIsOlderThanTheServiceIsNeverStoredOnAnotherFrame() {
    shown.bad("cam-1", "frame-a");
    open("#/");
    browser.click("#anomalies a");
    browser.awaitText("#detail .facts", "frame-a");
    shown.restart();
    shown.bad("cam-2", "frame-b");
    browser.awaitText("#detail .judging", "What was it really?");
    browser.await("the new process", d -> linked("cam-2"));
    browser.press("g");
    browser.awaitText(".judging .status", "Not stored: The frame is none of the last anomalies");
    assertThat(shown.changes.feedback).isEmpty();
  }

  /** Whether the tab has heard of a camera. */
  private static boolean linked(String camera) {
    return (boolean)
        browser.script(
            "return [...document.querySelectorAll('#anomalies a')]"
                + ".some(a => a.hash.includes(arguments[0]))",
            camera);
  }

  @Test
  void aSavedAddressOpensTheSameFrameOrNone() {
    shown.bad("cam-1", "frame-a");
    open("#/");
    browser.click("#anomalies a");
    browser.awaitText("#detail .facts", "frame-a");
    String saved = (String) browser.script("return location.hash");
    assertThat(saved).startsWith("#/anomaly/cam-1/frame-a@");
    shown.restart();
    shown.bad("cam-2", "frame-b");
    open(saved);
    browser.awaitText("#detail", "none of the last anomalies");
    assertThat(browser.text("#detail")).doesNotContain("frame-b");
    open("#/anomaly/1");
    browser.awaitText("#detail", "none of the last anomalies");
    assertThat(browser.text("#detail")).doesNotContain("frame-b");
  }

  @Test
  void framesWithTheSameIdAreToldApart() {
    shown.bad("cam-1", "part.jpg");
    shown.bad("cam-2", "part.jpg");
    open("#/");
    browser.await("two anomalies", d -> browser.all("#anomalies li").size() == 2);
    browser.click("#anomalies a[href*='cam-1']");
    browser.awaitText("#detail h1", "cam-1");
    browser.press("b");
    browser.awaitText(".judging .status", "Stored: really bad.");
    assertThat(shown.changes.feedback)
        .singleElement()
        .satisfies(
            said -> {
              assertThat(said.camera()).isEqualTo("cam-1");
              assertThat(said.frameId()).isEqualTo("part.jpg");
              assertThat(said.verdict()).isEqualTo(Feedback.Verdict.DEFECT);
            });
  }

  @Test
  void marksAppearAlsoAfterAReconnect() {
    shown.bad("cam-1", "frame-a");
    open("#/");
    browser.awaitText("#anomalies", "1 region");
    reconnect();
    browser.click("#anomalies a");
    browser.awaitText("#detail .facts", "frame-a");
    browser.press("g");
    browser.awaitText(".judging .status", "Stored: was good.");
    browser.script("location.hash = '#/'");
    browser.awaitText("#anomalies", "Marked: was good");
  }

  @Test
  void whatIsSaidInOneTabIsSeenInAnother() {
    shown.bad("cam-1", "frame-a");
    open("#/");
    browser.awaitText("#anomalies", "1 region");
    shown.judge(Feedback.Verdict.DEFECT);
    browser.awaitText("#anomalies", "Marked: really bad");
  }

  /** The tab is hidden and shown: it closes its connection and opens another. */
  private static void reconnect() {
    hidden(true);
    browser.awaitText("#link", "Paused");
    hidden(false);
    browser.awaitText("#link", "Live");
  }

  private static void hidden(boolean hidden) {
    browser.script(
        "Object.defineProperty(document, 'hidden', {configurable: true, value: arguments[0]});"
            + "document.dispatchEvent(new Event('visibilitychange'))",
        hidden);
  }

  @Test
  void picturesOfALineAreRenewedAfterARestart() {
    for (int i = 0; i < 20; i++) {
      shown.good("cam-1", "frame-" + i);
    }
    open("#/camera/cam-1");
    browser.awaitText("#detail .facts", "frame-19");
    shown.restart();
    shown.good("cam-1", "later");
    browser.awaitText("#detail .facts", "later");
  }

  @Test
  void worksBehindAProxyThatServesItUnderAPrefix() throws Exception {
    for (boolean buffers : new boolean[] {false, true}) {
      try (PrefixProxy proxy = new PrefixProxy(shown.url(), "/inspect/", buffers)) {
        shown.bad("cam-1", "frame-" + buffers);
        browser.requests();
        browser.open(proxy.url());
        browser.awaitText("#link", "Live");
        browser.await("a picture", d -> pictures("#anomalies .frame") > 0);
        browser.script("window.loadedOnce = true");
        shown.bad("cam-2", "later-" + buffers);
        browser.await("what came later", d -> linked("later-" + buffers));
        assertThat((boolean) browser.script("return window.loadedOnce")).isTrue();
        browser.click("#anomalies a[href*='later']");
        browser.awaitText("#detail .facts", "later-" + buffers);
        browser.press("g");
        browser.awaitText(".judging .status", "Stored: was good.");
        for (String hash : new String[] {"#/alarms", "#/teach", "#/camera/cam-1"}) {
          browser.open(proxy.url() + hash);
          browser.shown("h1");
        }
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
            .allMatch(address -> address.startsWith(proxy.url()) || address.startsWith("data:"));
        browser.open("data:,");
      }
    }
  }

  private static long pictures(String canvas) {
    return (long)
        browser.script(
            "return [...document.querySelectorAll(arguments[0])].filter(c => c.width > 1).length",
            canvas);
  }
}

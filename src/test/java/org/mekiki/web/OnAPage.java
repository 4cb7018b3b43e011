package org.mekiki.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser for a class of tests, and a line for each test. */
abstract class OnAPage {
  /** SVG's view box of a frame of {@link ShownLine}. */
  static final String FRAME = "0 0 400 300";

  /** And of its aligned part. */
  static final String PART = "0 0 240 120";

  @TempDir static Path folder;

  static Browser browser;
  ShownLine shown;

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
      browser = null;
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

  /** Opens a view, and waits until it is live. */
  void open(String hash) {
    browser.open(shown.url() + hash);
    browser.reload();
    browser.await("a connection", d -> linkState().equals("live"));
  }

  /** The page in another language, all cameras on it. */
  void speak(String language) {
    open("#/");
    browser.script("localStorage.setItem('mekiki-language', arguments[0])", language);
    browser.reload();
    browser.await(
        language, d -> browser.script("return document.documentElement.lang").equals(language));
  }

  private static String linkState() {
    return (String) browser.script("return document.querySelector('#link')?.dataset.state ?? ''");
  }

  /** Canvases of that kind that something is drawn on. */
  static long pictures(String canvas) {
    return (long)
        browser.script(
            "return [...document.querySelectorAll(arguments[0])].filter(c => c.width > 1).length",
            canvas);
  }

  /** Waits until a picture of this shape, {@link #FRAME} or {@link #PART}, is there to draw on. */
  static void awaitStage(String viewBox) {
    browser.await(
        "a picture of " + viewBox + " to draw on",
        d ->
            pictures("#detail .area-stage canvas") == 1
                && browser.all(".areas[viewBox='" + viewBox + "']").size() == 1);
  }
}

package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What "Set up" says and takes while the part is looked for, in headless Chromium. */
class SetupOfAPartIT extends OnAPage {
  private static final String NOT_FOUND = "The part is not found yet";

  private void begin() {
    shown.drawn("cam-1", "first", false);
    open("#/setup/cam-1");
    awaitStage(FRAME);
  }

  private static void align(String value) {
    browser.script(
        "const align = document.querySelector('.setup-options select'); align.focus();"
            + " align.value = arguments[0]; align.dispatchEvent(new Event('change'))",
        value);
  }

  private static Object style(String property) {
    return browser.script(
        "return getComputedStyle(document.querySelector('.areas'))[arguments[0]]", property);
  }

  @Test
  void thePartIsLookedForOnceHoweverOftenItIsChosen() {
    begin();
    CountDownLatch hold = new CountDownLatch(1);
    shown.setup.hold = hold;
    align("part");
    browser.awaitText("#detail .status", "Aligning the frozen frames");
    browser.awaitText("#detail", NOT_FOUND);
    assertThat(browser.text("#detail")).doesNotContain("The areas of the part, as they lie");
    align("none");
    align("part");
    browser.click(".chips [data-side='setup.onPart']");
    browser.click(".chips [data-side='setup.onFrame']");
    assertThat(enabled()).isEmpty();
    align("none");
    align("part");
    hold.countDown();
    awaitStage(PART);
    assertThat(shown.setup.aligned).hasSize(1);
    assertThat(enabled()).isEqualTo("Freeze the newest frame, Try it, Save for the next teaching");
    assertThat(focused("select")).as("the list that was open keeps its place").isTrue();
    assertThat(style("touchAction")).isEqualTo("none");
    browser.script("document.querySelector('[data-side=\"setup.onFrame\"]').focus()");
    browser.press(Keys.ENTER);
    awaitStage(FRAME);
    browser.awaitText("#detail", "Switch to the aligned part to draw or change them.");
    assertThat(focused("[data-side='setup.onFrame'][aria-pressed=true]")).isTrue();
    assertThat(style("touchAction"))
        .as("a finger scrolls over what can't be drawn on")
        .isEqualTo("auto");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anAlignmentThatFailsIsNotTakenForOne() {
    begin();
    shown.setup.refusal = "no frame can be aligned: no part is on the frame";
    align("part");
    browser.awaitText("#detail .status", "no part is on the frame");
    browser.awaitText("#detail", NOT_FOUND);
    shown.setup.refusal = null;
    browser.click(".chips [data-side='setup.onPart']");
    awaitStage(PART);
    browser.awaitText("#detail", "No areas yet: the model sees the whole part.");
  }

  @Test
  void aPageThatMayNotChangeAnythingLooksForNoPart() {
    shown.changes.refusal = "Nothing can be changed from here.";
    begin();
    align("part");
    browser.awaitText("#detail", NOT_FOUND);
    assertThat(browser.all("[data-side='setup.onPart']:disabled")).hasSize(1);
    assertThat(enabled()).isEqualTo("Freeze the newest frame");
    assertThat(shown.setup.aligned).isEmpty();
  }

  @Test
  void aButtonThatWasPressedKeepsTheFocus() {
    begin();
    String kind = ".chips [data-kind=ignored]";
    browser.script("document.querySelector(arguments[0]).focus()", kind);
    browser.press(Keys.ENTER);
    assertThat(focused(kind + "[aria-pressed=true]")).isTrue();
    browser.script("document.querySelector('.under-stage button').focus()");
    browser.press(Keys.ENTER);
    browser.await("the frame frozen", d -> enabled().startsWith("Freeze"));
    assertThat(focused(".under-stage button")).isTrue();
  }

  private static boolean focused(String selector) {
    return (boolean)
        browser.script("return document.activeElement.matches(arguments[0])", selector);
  }

  /** Buttons that ask the service for something, and can be pressed. */
  private static String enabled() {
    return (String)
        browser.script(
            "const asks = ['Freeze the newest frame', 'Try it', 'Save for the next"
                + " teaching'];return [...document.querySelectorAll('#detail .under-stage"
                + " button:not(:disabled)')].map(b => b.textContent).filter(name =>"
                + " asks.includes(name)).join(', ')");
  }
}

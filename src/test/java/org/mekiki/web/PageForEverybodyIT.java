package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.web.http.Assets;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.topics.TeachingRun;
import org.openqa.selenium.support.ui.Select;

/** The page on every screen, in every language, and for those who don't see it. */
class PageForEverybodyIT extends OnAPage {
  private static final String[] VIEWS = {
    "#/",
    "#/alarms",
    "#/history",
    "#/teach",
    "#/camera/cam-1",
    "#/camera/cam-2",
    "#/camera/cam-4",
    "#/camera/cam-9",
    "#/setup/cam-1",
    "#/setup/cam-4",
    "#/setup/cam-9",
    "#/anomaly/cam-2/cam-2-40",
    "#/anomaly/cam-1/frames-3-0",
    "#/anomaly/nobody/knows",
  };

  private static final String LINK_BESIDE_PAGES =
      "const box = (selector) => document.querySelector(selector).getBoundingClientRect();"
          + "return box('.link').top < box('.pages').bottom";

  private static final int[] WIDTHS = {1280, 1366, 1920, 390};

  @BeforeEach
  void fill() {
    shown.fill();
  }

  private void show(String view) {
    browser.open(shown.url() + view);
    browser.shown("h1");
    browser.await("the view " + view, d -> !browser.text("#main").isEmpty());
  }

  @Test
  void axeHoldsNothingAgainstAnyView() {
    List<String> violations = new ArrayList<>();
    for (String scheme : new String[] {"light", "dark"}) {
      browser.scheme(scheme);
      open("#/");
      for (String view : VIEWS) {
        show(view);
        browser.accessibilityViolations().forEach(v -> violations.add(view + " " + v));
      }
      browser.press("?");
      browser.shown("dialog.keys");
      browser.accessibilityViolations().forEach(v -> violations.add("keys " + v));
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void axeHoldsNothingAgainstAViewThatWasDrawnAndTried() {
    List<String> violations = new ArrayList<>();
    shown.time.putForward(Duration.ofSeconds(2));
    shown.drawn("cam-1", "later", false);
    for (String scheme : new String[] {"light", "dark"}) {
      browser.scheme(scheme);
      open("#/setup/cam-1");
      for (String kind : List.of("Region", "Ignored area")) {
        browser.await(
            "a frozen frame", d -> browser.visible("#detail .area-stage canvas").size() == 1);
        browser.script(
            "[...document.querySelectorAll('.picture .under-stage button')]"
                + ".find(b => b.textContent === arguments[0]).click()",
            "Add: " + kind);
      }
      browser.awaitText(".area-list", "Ignored area 1");
      browser.script(
          "[...document.querySelectorAll('#detail button')]"
              + ".find(b => b.textContent === 'Try it').click()");
      browser.awaitText(".frames-seen", "Fails: No part is on the frame");
      browser.awaitText("#detail", "100/s");
      browser.accessibilityViolations().forEach(violations::add);
      browser.picture("setup-" + scheme);
    }
    browser.phone();
    assertThat((long) browser.script("return document.scrollingElement.scrollWidth"))
        .as("width on a phone")
        .isLessThanOrEqualTo(390);
    browser.picture("setup-phone");
    assertThat(violations).isEmpty();
  }

  @Test
  void nothingIsCutOffOnAnyScreenInAnyLanguage() {
    for (String language : Assets.LANGUAGES) {
      speak(language);
      for (int width : WIDTHS) {
        size(width);
        for (String view : VIEWS) {
          show(view);
          assertThat((long) browser.script("return document.scrollingElement.scrollWidth"))
              .as("width of %s at %d in %s", view, width, language)
              .isLessThanOrEqualTo(width);
        }
        show("#/teach");
        assertThat(cutOff(".rollback")).as("rollback at %d in %s", width, language).isEqualTo(0);
        assertThat(cutOff(".pages a")).as("navigation at %d in %s", width, language).isEqualTo(0);
        assertThat(cutOff(".slider span"))
            .as("the heatmap's label at %d in %s", width, language)
            .isEqualTo(0);
        assertThat((boolean) browser.script(LINK_BESIDE_PAGES))
            .as("the connection beside the navigation at %d in %s", width, language)
            .isTrue();
        browser.picture("teach-" + width + "-" + language);
        show("#/");
        browser.picture("line-" + width + "-" + language);
      }
    }
    speak("en");
  }

  private static void size(int width) {
    if (width == 390) {
      browser.phone();
    } else {
      browser.wide(width);
    }
  }

  /** Of these elements, pixels that lie outside of what scrolls or clips them, or of the window. */
  private static long cutOff(String selector) {
    return (long)
        browser.script(
            "return Math.ceil(Math.max(0, ...[...document.querySelectorAll(arguments[0])]"
                + ".filter(e => e.checkVisibility()).map(e => {"
                + " const box = e.getBoundingClientRect();"
                + " const around = (e.closest('.scroll') ?? document.documentElement)"
                + ".getBoundingClientRect();"
                + " return Math.max(box.right - around.right, around.left - box.left); })))",
            selector);
  }

  @Test
  void onAPhoneTheHeaderLeavesRoomForTheCameras() {
    browser.phone();
    open("#/");
    long top =
        ((Number)
                browser.script(
                    "return document.querySelector('#main').getBoundingClientRect().top"))
            .longValue();
    assertThat(top).as("pixels above the cameras, of 844").isLessThan(140);
  }

  @Test
  void speaksTheLanguageThatIsChosenAndTheBrowsersElse() {
    open("#/");
    assertThat(browser.text(".pages")).contains("Cameras");
    new Select(browser.shown("#language")).selectByValue("de");
    browser.awaitText(".pages", "Kameras");
    browser.awaitText("#anomalies", "Bereich");
    new Select(browser.shown("#language")).selectByValue("ja");
    browser.awaitText(".pages", "カメラ");
    browser.script("localStorage.removeItem('mekiki-language')");
    browser.reload();
    browser.awaitText(".pages", "Cameras");
  }

  /** The service's sentence, which is English, stands below as a detail. */
  @Test
  void whyAFrameWasRefusedIsSaidInTheReadersLanguage() {
    speak("de");
    show("#/camera/cam-4");
    browser.awaitText(
        ".refused .reason", "Es gibt kein angelerntes Modell mit diesem Namen: part-8.");
    browser.awaitText(".refused [lang=en]", "Camera cam-4 wants model 'part-8'");
    show("#/history");
    String said = browser.awaitText("#detail tbody", "Es gibt kein angelerntes Modell");
    assertThat(said).contains("Camera cam-4 wants model 'part-8'");
    speak("ja");
    show("#/camera/cam-6");
    browser.awaitText(".refused .reason", "ヘッダーまたは項目の値が正しくありません");
    browser.awaitText(".refused [lang=en]", "Header captured-at is 'yesterday'");
    speak("en");
    show("#/camera/cam-6");
    browser.awaitText(".refused .reason", "Header captured-at is 'yesterday'");
    assertThat(browser.visible(".refused [lang=en]")).isEmpty();
  }

  @Test
  void whyAModelWasRefusedIsSaidInTheReadersLanguage() {
    shown.models.refused(
        "part",
        4,
        new ModelRefusedException(
            ModelRefusedException.Reason.WRONG_BACKBONE, "it was made with net.onnx"));
    speak("ja");
    browser.awaitText("#notices", "モデル part v4 は使用できません：このサービスとは異なるネットワークで学習したモデルです。");
    browser.awaitText("#notices", "引き続きバージョン 3 で判定します。");
    browser.awaitText("#notices [lang=en]", "It was made with net.onnx");
    speak("en");
    browser.awaitText(
        "#notices",
        "Model part v4 was refused: It was made with net.onnx. Version 3 keeps scoring.");
    assertThat(browser.visible("#notices [lang=en]")).isEmpty();
  }

  @Test
  void whyAPartWasNotFoundIsSaidInTheReadersLanguage() {
    shown.line.scored(
        Shots.frame("cam-1", "empty", shown.time.instant()),
        Shots.notAligned("no part is on the frame"));
    speak("de");
    show("#/anomaly/cam-1/empty");
    browser.awaitText("#detail .facts", "Das Teil wurde im Bild nicht gefunden");
    browser.awaitText("#detail .facts [lang=en]", "No part is on the frame");
    show("#/history");
    browser.awaitText("#detail tbody", "Das Teil wurde im Bild nicht gefunden");
    browser.awaitText("#detail tbody [lang=en]", "No part is on the frame");
    speak("en");
  }

  /** A screen reader would read it aloud as German otherwise. */
  @Test
  void howAThresholdWasChosenIsMarkedAsEnglish() {
    speak("de");
    show("#/teach");
    browser.awaitText("#detail .facts [lang=en]", "quantile");
    speak("en");
  }

  @Test
  void whyAChangeWasNotMadeIsSaidInTheReadersLanguage() {
    String sentence = "model 'part' can't be rolled back: current is version 3, kept are [3]";
    shown.changes.failure =
        new RefusedException(
            Refusal.NOT_ROLLED_BACK, sentence, Map.of("model", "part", "version", "2"));
    speak("de");
    show("#/teach");
    rollBack();
    browser.awaitText("#detail .status", "Das Modell part wurde nicht auf Version 2 umgestellt.");
    browser.awaitText("#detail .status [lang=en]", "Model 'part' can't be rolled back");
    speak("en");
    show("#/teach");
    rollBack();
    browser.awaitText("#detail .status", "Model 'part' can't be rolled back");
    assertThat(browser.all("#detail .status [lang=en]")).isEmpty();
  }

  private static void rollBack() {
    browser.click("#detail .rollback");
    browser.click("dialog[open] .primary");
  }

  /** Where the words say all that the service's sentence does, it does not stand below them. */
  @Test
  void whatAFrameThatIsGoneCanNotBeCalledIsSaidInTheReadersLanguageOnly() {
    speak("ja");
    show("#/anomaly/cam-2/cam-2-40");
    browser.shown(".judging button");
    shown.restart();
    browser.click(".judging button");
    browser.awaitText(".judging .status", "直近の異常に含まれていないため、目視判定を保存できません。");
    assertThat(browser.all(".judging .status [lang=en]")).isEmpty();
    speak("en");
  }

  @Test
  void whyARunFailedOrAFrameOfItWasRefusedIsSaidInTheReadersLanguage() {
    TeachingRun.Why cutOff =
        new TeachingRun.Why("truncated-image", "the JPEG ends after 812 of 4711 bytes");
    shown.training.rejected("part", "r2", 4L, cutOff, shown.time.instant());
    speak("ja");
    show("#/teach");
    browser.awaitText("#detail .run", "画像ファイルが途中で切れています");
    browser.awaitText("#detail .run [lang=en]", "The JPEG ends after 812 of 4711 bytes");
    TeachingRun.Why tooFew =
        new TeachingRun.Why("too-few-frames", "1 good frames are too few for a threshold");
    shown.training.failed("part", "r2", tooFew, shown.time.instant());
    browser.awaitText("#detail .run", "良品画像が足りません");
    browser.awaitText("#detail .run [lang=en]", "1 good frames are too few for a threshold");
    TeachingRun.Why news = new TeachingRun.Why("of-a-newer-release", "the moon was full");
    shown.training.failed("part", "r2", news, shown.time.instant());
    browser.awaitText("#detail .run", "学習に失敗しました。");
    browser.awaitText("#detail .run [lang=en]", "The moon was full");
    speak("en");
  }

  @Test
  void timesAreLocalAndTheirZoneIsSaidOnce() {
    browser.zone("Asia/Tokyo");
    try {
      open("#/camera/cam-1");
      assertThat(browser.text("#zone")).isEqualTo("All times: Asia/Tokyo (GMT+9)");
      for (String view : VIEWS) {
        show(view);
        assertThat(browser.text("body").split("GMT|UTC", -1)).as(view).hasSize(2);
      }
    } finally {
      browser.zone("");
    }
  }

  @Test
  void aScreenReaderHearsWhatACardShows() {
    open("#/");
    browser.await("cards", d -> browser.all("#grid .card").size() == 6);
    String name = browser.all("#grid .card").get(1).getAccessibleName();
    assertThat(name).startsWith("cam-2").contains("2.10×", "Anomalous", "v3");
  }

  @Test
  void theChartTellsTimes() {
    open("#/camera/cam-1");
    browser.await("scores", d -> browser.visible(".chart").size() == 1);
    browser.script(
        "window.written = [];"
            + "const write = CanvasRenderingContext2D.prototype.fillText;"
            + "CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {"
            + "  window.written.push(text); return write.call(this, text, ...at); }");
    shown.drawn("cam-1", "one-more", false);
    browser.await(
        "at least five times under the chart",
        d ->
            (boolean)
                browser.script(
                    "return window.written.filter(t => /^\\d\\d:\\d\\d:\\d\\d$/.test(t)).length >="
                        + " 5"));
  }
}

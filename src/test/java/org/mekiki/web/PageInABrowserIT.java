package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.detect.Sights;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Feedback;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.openqa.selenium.Keys;

/**
 * What the page does in headless Chromium, on a line that each test makes up: restarts, silence and
 * what comes late can be had at will. The page on a real line is in PageIT.
 */
class PageInABrowserIT extends OnAPage {
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
    browser.awaitText(".judging .status", "The frame is none of the last anomalies");
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
    browser.awaitText("#detail", "not one of the last anomalies");
    assertThat(browser.text("#detail")).doesNotContain("frame-b");
    open("#/anomaly/1");
    browser.awaitText("#detail", "not one of the last anomalies");
    assertThat(browser.text("#detail")).doesNotContain("frame-b");
  }

  @Test
  void anAnomalyThatHasNotComeYetCanNotBeCalledAnythingAndIsNotCalledMissing() {
    shown.bad("cam-1", "frame-a");
    for (String unanswered :
        List.of(
            "Promise.reject(new TypeError())",
            "Promise.resolve(new Response('', {status: 502}))")) {
      open("#/");
      browser.script(
          "window.asks = window.fetch; window.fetch = () => "
              + unanswered
              + "; location.hash = '#/anomaly/1'");
      browser.awaitText("#detail h1", "Anomaly");
      assertThat(browser.visible("#detail .judging button")).as(unanswered).isEmpty();
      assertThat(browser.text("#detail")).doesNotContain("not one of the last anomalies");
    }

    browser.script("window.fetch = window.asks");
    shown.bad("cam-1", "frame-b");
    browser.awaitText("#detail", "not one of the last anomalies");
  }

  /** Names are chosen by those who send frames. */
  @Test
  void aNameNeitherTurnsTheDirectionOfWritingNorHidesAnything() {
    shown.bad("cam\u202egnp", "frame\u200b-a");
    open("#/");
    browser.click("#anomalies a");
    browser.awaitText("#detail h1", "cam gnp");
    browser.awaitText("#detail .facts", "frame -a");
    browser.press("b");
    browser.awaitText(".judging .status", "Stored: really bad.");
    assertThat(shown.changes.feedback)
        .as("what is stored has the name as it came")
        .singleElement()
        .satisfies(said -> assertThat(said.camera()).isEqualTo("cam\u202egnp"));
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

  @Test
  void aVersionShowsWhatItCanSeeAndWhereItIsBlind() {
    shown.fill();
    open("#/teach/part");
    String said = browser.awaitText(".sight tbody", "Scratches");
    assertThat(said.replaceAll("\\s+", " "))
        .isEqualTo(
            "Scratches 60 32 px"
                + " Spots 60 not reached: 88 % at 14 px"
                + " Moved patches 32 px"
                + " Chipped edges not tried: no place for it");
    assertThat(browser.text(".blind figcaption"))
        .startsWith("Blind spots: at 3 of 12 places a spot of 20 px at contrast 60 is missed");
    browser.await(
        "the map",
        d ->
            (boolean)
                browser.script("return document.querySelector('.blind img').naturalWidth > 0"));
    browser.picture("sight-light");
    assertThat(browser.text(".teach-body"))
        .contains("8 good frames that the model has not learned");
    shown.measured(Sights.of(Optional.empty()).ofSecondModel(192));
    browser.awaitText(
        ".teach-body",
        "which has learned only 192 of them. Defects were painted on 8 other good frames. 1 of them"
            + " is");
    browser.picture("sight-second-model");
    browser.await("the new figures without a reload", d -> browser.all(".blind").isEmpty());
    browser.click(".versions [aria-pressed=false]");
    browser.awaitText(".teach-body", "Teach with mekiki teach DIR --model part --detect");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aCameraWhoseLastFrameWasAnomalousFallsSilentLikeAnyOther() {
    shown.bad("cam-1", "frame-a");
    open("#/");
    browser.awaitText("#grid .badge", "Anomalous");
    shown.time.putForward(Duration.ofMinutes(5));
    browser.awaitText("#grid .badge", "No frame for 5 min, the last was anomalous");
    assertThat(browser.shown("#grid .card").getDomAttribute("data-state")).isEqualTo("silent");
    browser.awaitText("#verdict", "No frames at the moment");
  }

  @Test
  void aBadHeaderIsCalledSoAndTheSentenceIsShownInLocalTime() {
    shown.refuse(
        "cam-1",
        Rejection.BAD_METADATA,
        "header captured-at is '9999'; valid: 0001-01-01T00:00:00Z to 2026-01-31T12:00:00Z");
    open("#/");
    browser.awaitText("#grid .badge", "Bad header or field");
    browser.click("#grid .card");
    String said = browser.awaitText(".refused", "Header captured-at is '9999'");
    assertThat(said).contains("Jan 31, 2026").contains("cam-1-refused").doesNotContain("12:00:00Z");
  }

  @Test
  void aFrameThatCouldNotBeAlignedSaysSoInsteadOfAScore() {
    shown.line.scored(
        Shots.frame("cam-1", "empty", Shots.NOW), Shots.notAligned("no part is on the frame"));
    open("#/");
    browser.awaitText("#grid .card", "Not aligned");
    browser.awaitText("#anomalies", "Not aligned");
    assertThat(browser.text("#grid .card") + browser.text("#anomalies")).doesNotContain("1.00×");
    browser.click("#anomalies a");
    browser.awaitText("#detail .facts", "No part is on the frame");
    open("#/history");
    browser.awaitText("#detail tbody", "No part is on the frame");
  }

  @Test
  void aFrameThatIsUnlikeTheGoodOnesSaysSoInsteadOfAScore() {
    shown.line.scored(
        Shots.frame("cam-1", "covered", Shots.NOW), Shots.unlike("the picture is far darker"));
    open("#/");
    browser.awaitText("#grid .card", "Unlike good ones");
    browser.awaitText("#anomalies", "Unlike good ones");
    assertThat(browser.text("#grid .card") + browser.text("#anomalies")).doesNotContain("1.00×");
    browser.click("#anomalies a");
    browser.awaitText("#detail .facts", "The picture is far darker");
    open("#/history");
    browser.awaitText("#detail tbody", "The picture is far darker");
  }

  @Test
  void aCameraWithoutAModelShowsItsPictureAndHowToTeachIt() {
    shown.refuse("cam-1", Rejection.NO_MODEL, "camera cam-1 wants model 'part-8'");
    open("#/");
    browser.await("its picture", d -> pictures("#grid .frame") == 1);
    browser.awaitText("#grid .badge", "No model yet");
    browser.click("#grid .card");
    browser.await("its large picture", d -> pictures("#detail .frame") == 1);
    browser.awaitText(".teach-this", "mekiki teach images/good --model part-8");
    browser.awaitText(".refused", "Camera cam-1 wants model 'part-8'");
    shown.drawn("cam-1", "first", false);
    browser.awaitText("#detail .facts", "first");
    browser.await("no more teaching", d -> browser.visible(".teach-this").isEmpty());
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPictureThatItsCameraTurnedLiesUnderItsMapAsTheNetworkSawIt() {
    byte[] upright = Shots.jpeg();
    for (int orientation : new int[] {1, 3, 6, 8}) {
      for (byte[] file :
          new byte[][] {
            Oriented.jpeg(upright, orientation), Oriented.png(Shots.png(), orientation)
          }) {
        Picture seen = new ImageDecoder(ImageLimits.DEFAULT).decode(file);
        String camera = "cam-" + orientation + "-" + file.length;
        shown.line.scored(
            Shots.frame(camera, "turned", shown.time.instant(), new Frame.Encoded(file)),
            Shots.good(seen.width(), seen.height()));
        open("#/camera/" + camera);
        browser.await("its picture", d -> pictures("#detail .frame") == 1);
        assertThat((String) browser.script(BRIGHTER))
            .as("size and brighter corner with orientation %d", orientation)
            .isEqualTo(seen.width() + " x " + seen.height() + ", " + brighter(seen));
      }
    }
  }

  private static final String BRIGHTER =
      "const c = document.querySelector('#detail .frame');"
          + "const p = c.getContext('2d', {willReadFrequently: true})"
          + ".getImageData(0, 0, c.width, c.height).data;"
          + "const at = (x, y) => p[4 * (y * c.width + x)];"
          + "const [w, h] = [c.width - 1, c.height - 1];"
          + "const corners = [at(0, 0), at(w, 0), at(0, h), at(w, h)];"
          + "return `${c.width} x ${c.height}, ${corners.indexOf(Math.max(...corners))}`";

  /** Which corner is the brightest: 0 to 3, row by row. */
  private static int brighter(Picture picture) {
    int[] corners = {
      value(picture, 0, 0),
      value(picture, picture.width() - 1, 0),
      value(picture, 0, picture.height() - 1),
      value(picture, picture.width() - 1, picture.height() - 1)
    };
    int best = 0;
    for (int i = 1; i < corners.length; i++) {
      best = corners[i] > corners[best] ? i : best;
    }
    return best;
  }

  private static int value(Picture picture, int x, int y) {
    return picture.sample(x, y, 0);
  }

  @Test
  void anAlarmOfBeforeARestartLeadsToWhatIsTrue() {
    shown.alarms.raised("a1", "cam-9", "no-frames", Shots.NOW, "cam-9: no frame for 5m", Map.of());
    open("#/");
    browser.click("#alarm-list .camera");
    browser.awaitText("#detail h1", "cam-9");
    browser.awaitText("#detail .empty-note", "has seen no frame of this camera since it started");
    browser.awaitText("#detail .alarm-list", "No frame for 5m");
  }

  @Test
  void whyAnAlarmIsOpenIsSaidInTheLanguageOfThePage() {
    Map<String, Object> drift =
        Map.of("frames", 1200, "meanShift", -1.5, "psi", 0.314, "spread", 1);
    shown.alarms.raised(
        "a1", "cam-9", "drift", Shots.NOW, "cam-9: scores of 1200 good frames", drift);
    Map<String, Object> counted = Map.of("badFrames", 3, "ofFrames", 5);
    shown.alarms.raised("a2", "cam-8", "anomalous", Shots.NOW, "cam-8: 3 of the last 5", counted);
    Map<String, Object> one = Map.of("badFrames", 1, "ofFrames", 5);
    shown.alarms.raised("a3", "cam-7", "unscorable", Shots.NOW, "cam-7: 1 of the last 5", one);
    Map<String, Object> lost =
        Map.of("expiredRecords", 1, "firstOffset", 12345, "lastOffset", 12345);
    shown.alarms.raisedForPartition("a4", "frames-0", "expired", Shots.NOW, "frames-0: lost", lost);
    open("#/alarms");
    browser.awaitText(
        "#detail .alarm-list", "1 frame expired before it was scored and is lost (offset 12345)");
    browser.awaitText(
        "#detail .alarm-list",
        "The scores of 1,200 good frames have shifted by -1.5 standard deviations from");
    browser.awaitText("#detail .alarm-list", "3 of the last 5 frames are anomalous");
    speak("de");
    open("#/alarms");
    browser.awaitText(
        "#detail .alarm-list",
        "Die Scores von 1.200 guten Bildern liegen um -1,5 Standardabweichungen");
    browser.awaitText("#detail .alarm-list", "3 der letzten 5 Bilder sind auffällig");
    browser.awaitText("#detail .alarm-list", "1 der letzten 5 Bilder konnte nicht geprüft werden");
  }

  @Test
  void anAlarmThatSomebodyTookNoteOfIsNoLongerCounted() {
    shown.alarms.raised("a1", "cam-9", "no-frames", Shots.NOW, "cam-9: no frame for 5m", Map.of());
    shown.alarms.caughtUp();
    open("#/");
    browser.awaitText("#alarms", "1 open alarm");
    browser.click("#alarm-list button");
    browser.await("no alarm to look after", d -> browser.visible("#alarms").isEmpty());
    assertThat(browser.visible("#alarm-count")).isEmpty();
    browser.open(shown.url() + "#/alarms");
    browser.awaitText("#detail .alarm-list", "acknowledged");
  }

  @Test
  void theKeyboardKeepsItsPlaceWhileAlarmsComeAndGo() {
    for (int i = 1; i <= 3; i++) {
      shown.alarms.raised(
          "a" + i, "cam-" + i, "drift", Shots.NOW.plusSeconds(i), "drifts", Map.of());
    }
    open("#/");
    browser.awaitText("#alarms", "3 open alarms");
    browser.tabTo("#alarm-list [href='#/camera/cam-2']");
    shown.alarms.raised("a4", "cam-4", "drift", Shots.NOW.plusSeconds(4), "drifts", Map.of());
    browser.awaitText("#alarms", "4 open alarms");
    assertThat(focusedHref()).isEqualTo("#/camera/cam-2");
    shown.alarms.cleared("a2", "cam-2", "drift", Shots.NOW.plusSeconds(2));
    browser.awaitText("#alarms", "3 open alarms");
    assertThat(focusedHref()).isEqualTo("#/camera/cam-1");
  }

  private static String focusedHref() {
    return (String) browser.script("return document.activeElement.getAttribute('href')");
  }

  @Test
  void aCameraThatIsGoneIsRetired() {
    shown.good("cam-1", "frame-a");
    shown.good("cam-2", "frame-b");
    shown.time.putForward(Duration.ofMinutes(5));
    shown.good("cam-2", "frame-c");
    open("#/camera/cam-1");
    browser.awaitText("#detail .badge", "No frame for 5 min");
    browser.click(".under-stage button[title*='Takes the camera off']");
    browser.await("one camera", d -> browser.all("#grid .card").size() == 1);
    shown.good("cam-1", "frame-d");
    browser.await("it again", d -> browser.all("#grid .card").size() == 2);
  }

  @Test
  void aTrainerInvitesNoFrames() {
    shown.becomeATrainer();
    browser.open(shown.url());
    browser.awaitText("#detail", "scores no frames");
    assertThat(browser.text("#main")).doesNotContain("kcat");
    assertThat(browser.visible(".pages .scored")).isEmpty();
    browser.open(shown.url() + "#/camera/cam-1");
    browser.awaitText("#detail .empty-note", "teaches models and scores no frames");
  }

  @Test
  void aPictureIsZoomedMovedAndComparedWithTheLastGoodOne() {
    shown.drawn("cam-1", "good", false);
    shown.drawn("cam-1", "bad", true);
    open("#/anomaly/cam-1/bad");
    browser.await("its picture", d -> pictures("#detail .frame") == 1);
    browser.press("+");
    browser.press("+");
    assertThat(transform()).contains("scale(2.25)");
    browser.press("0");
    assertThat(transform()).isEmpty();
    browser.awaitText("#detail", "the last good frame of this camera");
    browser.press("c");
    browser.awaitText("#detail .badge", "Last good frame before it");
    browser.await("no boxes", d -> browser.all("#detail rect").isEmpty());
    browser.press("c");
    browser.awaitText("#detail .badge", "Anomalous");
    browser.await("its box", d -> browser.all("#detail rect").size() == 1);
    browser.press("f");
    browser.await("the full screen", d -> fullScreen());
    browser.press("f");
    browser.await("no full screen", d -> !fullScreen());
  }

  private static String transform() {
    return (String)
        browser.script("return document.querySelector('#detail .shot').style.transform");
  }

  private static boolean fullScreen() {
    return (boolean) browser.script("return document.fullscreenElement !== null");
  }

  @Test
  void theHistoryIsFilteredAndItsAddressKept() {
    shown.fill();
    open("#/history");
    browser.awaitText("#detail tbody", "Header captured-at is 'yesterday'");
    browser.awaitText("#detail tbody", "frames-3-0");
    choose("camera", "cam-3");
    browser.awaitText("#detail [role=status]", "10 entries");
    choose("verdict", "refused");
    browser.awaitText("#detail [role=status]", "0 entries");
    choose("camera", "cam-4");
    browser.awaitText("#detail [role=status]", "1 entry");
    assertThat((String) browser.script("return location.hash"))
        .isEqualTo("#/history?camera=cam-4&verdict=refused");
    browser.reload();
    browser.awaitText("#detail tbody", "Camera cam-4 wants model 'part-8'");
    String csv = browser.shown("#detail a[download]").getDomProperty("href");
    assertThat(csv).contains("/api/history.csv?camera=cam-4&verdict=refused").contains("zone=");
    open("#/history?verdict=anomalous");
    browser.click("#detail tbody a[href*='frames-3-59']");
    browser.awaitText("#detail .facts", "frames-3-59");
    browser.awaitText("#detail .times", "Another instance scored this frame");
  }

  private static void choose(String name, String value) {
    browser.script(
        "const select = document.querySelector(`#detail [name=${arguments[0]}]`);"
            + "select.value = arguments[1];"
            + "select.dispatchEvent(new Event('change', {bubbles: true}))",
        name,
        value);
  }

  @Test
  void aQuestionMarkShowsTheKeys() {
    open("#/");
    browser.press("?");
    browser.awaitText("dialog.keys", "Heatmap on or off");
    assertThat(browser.shown("dialog.keys").isDisplayed()).isTrue();
    browser.press(Keys.ESCAPE);
    browser.await("no dialog", d -> browser.visible("dialog[open]").isEmpty());
  }
}

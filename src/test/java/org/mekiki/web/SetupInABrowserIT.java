package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/**
 * What a person draws under "Set up" in headless Chromium. Frames are 400 × 300, the aligned part
 * 240 × 120 pixels; all places are in pixels of the picture that is drawn on.
 */
class SetupInABrowserIT extends OnAPage {
  @Test
  void aRegionIsDrawnMovedByKeysTriedAndSaved() {
    shown.drawn("cam-1", "first", false);
    shown.time.putForward(Duration.ofSeconds(2));
    shown.drawn("cam-1", "second", false);
    open("#/camera/cam-1");
    browser.click("#detail a[href='#/setup/cam-1']");
    awaitStage(FRAME);
    browser.awaitText("#detail", "No view is saved");
    drag(120, 80, 280, 180);
    awaitAreas(1);
    browser.awaitText(".area-list", "region-1");
    List<Long> drawn = box();
    assertThat(drawn).as("left").first().isIn(nearly(120));
    assertThat(drawn.get(2)).as("width of %s", drawn).isIn(nearly(160));
    browser.await("its keys", d -> browser.all(".area:focus").size() == 1);
    browser.press(Keys.ARROW_RIGHT);
    browser.actions().keyDown(Keys.SHIFT).sendKeys(Keys.ARROW_DOWN).keyUp(Keys.SHIFT).perform();
    assertThat(box())
        .containsExactly(drawn.get(0) + 1, drawn.get(1), drawn.get(2), drawn.get(3) + 1);
    press("Save for the next teaching");
    browser.awaitText("#detail .status", "Saved. The next teaching of part uses this view.");
    String json =
        "part {\"frame\":{\"width\":400,\"height\":300},\"align\":\"none\",\"padding\":\"pad\","
            + "\"regions\":[{\"box\":"
            + json(box())
            + "}],\"ignored\":[]}";
    assertThat(shown.setup.saved).containsExactly(json);
    browser.awaitText("#detail", "A view was saved for the next teaching");
    shown.setup.refusal = "region 'region-1' is too small";
    press("Try it");
    browser.awaitText("#detail .status", "Region 'region-1' is too small");
    shown.setup.refusal = null;
    press("Try it");
    browser.awaitText(".frames-seen", "Fails: No part is on the frame");
    browser.await("a picture of the other one", d -> pictures(".frames-seen canvas") == 1);
    browser.awaitText("#detail", "15 pixels");
    browser.script("location.hash = '#/camera/cam-1'");
    browser.shown("#detail .stage");
    browser.script("location.hash = '#/setup/cam-1'");
    browser.awaitText(".area-list", "region-1");
    press("Remove the saved view");
    browser.awaitText("#detail .status", "sees the whole frame");
    assertThat(shown.setup.saved).hasSize(2).last().isEqualTo("part none");
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("400"));
  }

  @Test
  void areasAreDrawnOnTheAlignedPart() {
    shown.drawn("cam-1", "first", false);
    open("#/setup/cam-1");
    awaitStage(FRAME);
    browser.script(
        "const align = document.querySelector('.setup-options select'); align.value = 'part';"
            + " align.dispatchEvent(new Event('change'))");
    awaitStage(PART);
    assertThat(shown.setup.aligned)
        .containsExactly("{\"frame\":{\"width\":400,\"height\":300},\"align\":\"part\"}");
    browser.awaitText("#detail", "No areas yet: the model sees the whole part.");
    drag(40, 30, 180, 90);
    awaitAreas(1);
    browser.click(".chips [data-kind=ignored]");
    press("Add: Ignored area");
    browser.awaitText(".area-list", "Ignored area 1");
    browser.script("document.querySelector('.area[data-kind=ignored]').focus()");
    browser.press(Keys.ARROW_RIGHT);
    List<Long> box = box();
    assertThat(box.get(0)).as("left of %s", box).isIn(nearly(40));

    browser.click(".chips [data-side='setup.onFrame']");
    awaitStage(FRAME);
    assertThat(corners())
        .as("the part's outline")
        .containsExactly("300,20", "300,260", "180,260", "180,20");
    assertThat(browser.all("polygon.area")).hasSize(3);
    assertThat(browser.all(".area-row")).isEmpty();
    browser.awaitText("#detail", "Switch to the aligned part to draw or change them.");
    browser.click(".chips [data-side='setup.onPart']");
    awaitStage(PART);
    assertThat(browser.all(".area-row")).hasSize(2);

    press("Save for the next teaching");
    browser.awaitText("#detail .status", "Saved. The next teaching of part uses this view.");
    assertThat(shown.setup.saved)
        .containsExactly(
            "part {\"frame\":{\"width\":400,\"height\":300},\"align\":{\"align\":\"part\",\"width\":240},"
                + "\"padding\":\"pad\",\"regions\":[{\"box\":"
                + json(box)
                + "}],\"ignored\":[{\"box\":[61,30,120,60]}]}");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anIgnoredAreaIsDrawnInsideARegionAndAClickChoosesTheRegion() {
    shown.drawn("cam-1", "first", false);
    open("#/setup/cam-1");
    awaitStage(FRAME);
    press("Add: Region");
    awaitAreas(1);
    List<Long> region = box();
    assertThat(region).containsExactly(100L, 75L, 200L, 150L);
    browser.click(".chips [data-kind=ignored]");
    drag(170, 120, 240, 180);
    awaitAreas(2);
    browser.awaitText(".area-row[data-chosen]", "Ignored area 1");
    assertThat(box()).as("the region stays where it is").isEqualTo(region);
    to(125, 95).click().perform();
    browser.await(
        "the region chosen", d -> browser.all("[data-chosen][data-kind=region]").size() == 1);
    assertThat(box()).as("a click moves nothing").isEqualTo(region);
    awaitAreas(2);
  }

  @Test
  void anAreaGetsCornersThatKeysAndThePointerMove() {
    shown.drawn("cam-1", "first", false);
    open("#/setup/cam-1");
    awaitStage(FRAME);
    press("Add: Region");
    List<Long> box = box();
    press("Draw its corners");
    awaitCorners(4);
    assertThat(corners()).isEqualTo(cornersOf(box));
    browser.script("document.querySelector('.handle[data-after=\"0\"]').focus()");
    browser.press(Keys.ENTER);
    awaitCorners(5);
    browser.press(Keys.ARROW_UP);
    long middle = box.get(0) + Math.round(box.get(2) / 2.0);
    assertThat(corners()).contains(middle + "," + (box.get(1) - 1));
    drag(300, 225, 280, 215);
    assertThat(corners()).hasSize(5).doesNotContain(cornersOf(box).get(2));
    press("Save for the next teaching");
    browser.awaitText("#detail .status", "Saved.");
    assertThat(shown.setup.saved).singleElement().asString().contains("\"polygon\":[[");
    browser.script("document.querySelector('.handle[data-at=\"1\"]').focus()");
    browser.press(Keys.DELETE);
    awaitCorners(4);
    press("Make it a box");
    browser.await("its numbers", d -> box().size() == 4);
  }

  private static void awaitAreas(int count) {
    browser.await(count + " areas", d -> browser.all(".area").size() == count);
  }

  private static void awaitCorners(int count) {
    browser.await(count + " corners", d -> browser.all(".handle[data-at]").size() == count);
  }

  /** The pointer at this place of the picture. */
  @SuppressWarnings("unchecked") // two numbers, as the script says
  private static Actions to(int x, int y) {
    List<Long> place =
        (List<Long>)
            browser.script(
                "const layer = document.querySelector('.areas');"
                    + " layer.scrollIntoView({block: 'center'});"
                    + " const box = layer.getBoundingClientRect();"
                    + " const { width, height } = layer.viewBox.baseVal;"
                    + " return [box.left + arguments[0] * box.width / width,"
                    + " box.top + arguments[1] * box.height / height].map(Math.round)",
                x,
                y);
    return browser.actions().moveToLocation(place.get(0).intValue(), place.get(1).intValue());
  }

  private static void drag(int fromX, int fromY, int toX, int toY) {
    to(fromX, fromY).clickAndHold().perform();
    to((fromX + toX) / 2, (fromY + toY) / 2).perform();
    to(toX, toY).release().perform();
  }

  /** A pixel of the screen is less than two of the picture. */
  private static List<Long> nearly(long pixels) {
    return List.of(pixels - 2, pixels - 1, pixels, pixels + 1, pixels + 2);
  }

  private static void press(String button) {
    browser.script(
        "[...document.querySelectorAll('#detail button')]"
            + ".find(b => b.textContent === arguments[0]).click()",
        button);
  }

  /** Left, top, width and height of the first area, as its fields say. */
  @SuppressWarnings("unchecked") // four numbers, as the script says
  private static List<Long> box() {
    return (List<Long>)
        browser.script(
            "return [...document.querySelectorAll('.area-row input[type=number]')]"
                + ".slice(0, 4).map(f => Number(f.value))");
  }

  private static String json(List<Long> box) {
    return box.toString().replace(" ", "");
  }

  /** Of the first area, as the picture shows it: {@code x,y} each. */
  private static List<String> corners() {
    return List.of(
        ((String)
                browser.script(
                    "return document.querySelector('polygon.area').getAttribute('points')"))
            .split(" "));
  }

  private static List<String> cornersOf(List<Long> box) {
    long right = box.get(0) + box.get(2);
    long bottom = box.get(1) + box.get(3);
    return List.of(
        box.get(0) + "," + box.get(1),
        right + "," + box.get(1),
        right + "," + bottom,
        box.get(0) + "," + bottom);
  }
}

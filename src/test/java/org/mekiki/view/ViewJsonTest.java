package org.mekiki.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.PartMask;
import org.mekiki.view.align.picture.Box;

class ViewJsonTest {
  private static final FrameSize FRAME = new FrameSize(1600, 1200);
  private static final ImageShape OWN = new ImageShape(3, 224, 224);

  private static View view(String json) {
    return ViewJson.draft(json.getBytes(UTF_8)).resolve(FRAME, Alignment.NONE, OWN);
  }

  private static List<String> problems(String json) {
    try {
      return List.of("no problem: " + ViewJson.text(view(json)));
    } catch (ViewException e) {
      return e.problems();
    }
  }

  @Test
  void perCentsBecomePixelsAndWhatIsLeftOutIsFilledIn() {
    assertThat(
            ViewJson.text(
                view(
                    """
                    {"regions": [
                       {"name": "left", "box": ["10%", "25%", "20%", 300]},
                       {"polygon": [[800, 100], [1400, 100], [1100, "50%"]], "input": [256, 192]}],
                     "ignored": [{"box": [200, 310, 40, 20]}]}\
                    """)))
        .isEqualTo(
            """
            {"frame":{"width":1600,"height":1200},"align":{"align":"none"},"padding":"pad",\
            "regions":[{"name":"left","box":[160,300,320,300],"input":[224,224]},\
            {"name":"region-2","polygon":[[800,100],[1400,100],[1100,600]],"input":[256,192]}],\
            "ignored":[{"box":[200,310,40,20]}]}\
            """);
  }

  @Test
  void whatIsWrittenIsReadBackToTheSameViewAndTheSameBytes() {
    PartMask mask = new PartMask(3, 2, new byte[] {0b011111});
    ViewDraft draft =
        ViewJson.draft(
            "{\"padding\":\"stretch\",\"input\":[224,96],\"regions\":[{\"box\":[0.25,1,700,500.5]}]}"
                .getBytes(UTF_8));
    View drawn = draft.resolve(FRAME, Alignment.NONE, OWN);
    View view =
        new View(
            drawn.frame(),
            drawn.alignment(),
            drawn.padding(),
            drawn.regions(),
            drawn.ignored(),
            Optional.of(mask));

    assertThat(ViewJson.read(ViewJson.write(view))).isEqualTo(view);
    assertThat(ViewJson.write(ViewJson.read(ViewJson.write(view)))).isEqualTo(ViewJson.write(view));
    assertThat(ViewJson.sha256(view)).isNotEqualTo(ViewJson.sha256(drawn));
  }

  @Test
  void aMaskWithMorePlacesThanAnIntegerCountsIsRefused() {
    assertThat(problems("{\"mask\":{\"columns\":65536,\"rows\":65536,\"bits\":\"\"}}"))
        .containsExactly("mask: part mask of 65536x65536: up to 1024 a side are valid");
    assertThat(problems("{\"mask\":{\"columns\":2,\"rows\":8,\"bits\":\"\"}}"))
        .singleElement()
        .asString()
        .contains("part mask of 2x8 with 0 bytes");
  }

  @Test
  void moreAreasCornersOrPixelsThanAPersonDrawsAreRefused() {
    String box = "{\"box\":[0,0,96,96]}";
    assertThat(problems("{\"regions\":[" + (box + ",").repeat(32) + box + "]}"))
        .containsExactly("regions has 33 areas: up to 32 are valid");
    assertThat(problems("{\"ignored\":[" + (box + ",").repeat(64) + box + "]}"))
        .containsExactly("ignored has 65 areas: up to 64 are valid");
    assertThat(problems("{\"ignored\":[{\"polygon\":[" + "[1,2],".repeat(256) + "[3,4]]}]}"))
        .containsExactly("ignored[0]: a polygon of 257 corners: up to 256 are valid");
    assertThat(
            problems(
                "{\"frame\":{\"width\":5000,\"height\":5000},\"regions\":"
                    + "[{\"box\":[0,0,4096,4096],\"input\":[4096,4096]}]}"))
        .containsExactly(
            "the inputs of the view are 4096x4096 pixels side by side: at most 4194304 are valid;"
                + " choose smaller inputs or fewer regions");
  }

  @Test
  void aRowCrossesAPolygonWhereItsPointsGoInAndOut() {
    java.util.Random random = new java.util.Random(5);
    for (int trial = 0; trial < 50; trial++) {
      List<Outline.Point> corners = new java.util.ArrayList<>();
      for (int i = 0; i < 3 + trial % 20; i++) {
        corners.add(new Outline.Point(random.nextInt(40), random.nextInt(40)));
      }
      Outline outline = new Outline(corners);
      for (int y = 0; y < 80; y++) {
        double[] crossings = outline.crossings(y / 2.0);
        for (int x = 0; x < 80; x++) {
          boolean inside = false;
          for (int i = 0; i < crossings.length; i += 2) {
            inside |= crossings[i] <= x / 2.0 && x / 2.0 < crossings[i + 1];
          }
          assertThat(inside).isEqualTo(contains(outline, x / 2.0, y / 2.0));
        }
      }
    }
  }

  /** By the even-odd rule. */
  private static boolean contains(Outline outline, double x, double y) {
    boolean inside = false;
    Outline.Point from = outline.points().get(outline.points().size() - 1);
    for (Outline.Point to : outline.points()) {
      boolean crosses = from.y() > y != to.y() > y;
      if (crosses && x < from.x() + (y - from.y()) * (to.x() - from.x()) / (to.y() - from.y())) {
        inside = !inside;
      }
      from = to;
    }
    return inside;
  }

  @Test
  void withoutARegionTheWholePictureIsSeenInItsOwnShape() {
    ViewRegion whole = view("{\"ignored\":[{\"box\":[0,0,100,100]}]}").regions().get(0);

    assertThat(whole.name()).isEqualTo("whole");
    assertThat(whole.outline().bounds()).isEqualTo(new Box(0, 0, 1600, 1200));
    assertThat(List.of(whole.inputWidth(), whole.inputHeight())).containsExactly(256, 192);
  }

  @Test
  void everythingThatIsWrongWithAFileIsToldAtOnce() {
    assertThat(
            problems(
                """
                {"region": [], "padding": "squeeze", "align": "turn",
                 "regions": [{"name": "a"}, {"box": [1, 2, 3]}, {"box": [1, 2, "wide", 4]}],
                 "ignored": [{"polygon": [[1, 2], [3]]}]}\
                """))
        .containsExactly(
            "'region' is not a key of a view; valid: [align, anchor, frame, ignored, input, mask,"
                + " padding, regions]",
            "align: align is 'turn'; valid: none, shift, part, anchor",
            "padding: padding is 'squeeze'; valid: pad, stretch",
            "regions[0]: either 'box' or 'polygon' must be there",
            "regions[1]: 3 numbers are no area: 4 are a box (left, top, width, height), 6 and more"
                + " the corners of a polygon (x and y of each)",
            "regions[2]: 'wide' is not a length; pixels, e.g. 120, and per cent, e.g. 12.5%, are"
                + " valid",
            "ignored[0]: a corner is [3]; [120, 80] is valid, say");
  }

  @Test
  void everythingThatIsWrongWithAViewIsToldAtOnce() {
    assertThat(
            problems(
                """
                {"regions": [
                   {"name": "out", "box": ["10%", "10%", "110%", "20%"]},
                   {"name": "empty", "box": [0, 0, 0, 100]},
                   {"name": "fine", "box": [0, 0, 100, 100], "input": [224, 224]},
                   {"name": "odd", "box": [0, 0, 400, 400], "input": [100, 224]},
                   {"name": "twice", "box": [0, 0, 400, 400]},
                   {"name": "twice", "box": [0, 0, 400, 400]}]}\
                """))
        .containsExactly(
            "region 'empty': box at (0.0, 0.0) of 0.0 x 100.0: both sides must be above 0 and all"
                + " figures finite",
            "region 'fine': its input of 224x224 has more pixels than the 100x100 that it covers on"
                + " the frame",
            "region 'odd' has an input of 100 pixels a side: multiples of 32 up to 4096 are valid",
            "two regions are named 'twice': each needs its own name",
            "region 'out', 1760x240 at (160, 120), reaches beyond the picture of 1600x1200");
  }

  @Test
  void regionsThatShowNothingOrAreTooLargeTogetherAreToldBesideThoseOutside() {
    String out = "{\"name\":\"out\",\"box\":[1500,0,200,100]},";
    assertThat(
            problems(
                "{\"regions\":["
                    + out
                    + "{\"name\":\"a\",\"box\":[0,0,400,400]}],\"ignored\":[{\"box\":[0,0,500,500]}]}"))
        .containsExactly(
            "region 'out', 200x100 at (1500, 0), reaches beyond the picture of 1600x1200",
            "region 'a' is empty: all of it is ignored or masked");
    String large = "{\"name\":\"%s\",\"box\":[0,0,1600,1200],\"input\":[1600,1216]}";
    assertThat(
            problems(
                "{\"regions\":["
                    + out
                    + String.format(large, "a")
                    + ","
                    + String.format(large, "b")
                    + ","
                    + String.format(large, "c")
                    + "]}"))
        .containsExactly(
            "region 'out', 200x100 at (1500, 0), reaches beyond the picture of 1600x1200",
            "the inputs of 3 regions are 4864 pixels wide side by side: at most 4096 are valid;"
                + " choose smaller inputs or fewer regions");
  }

  @Test
  void whatANetworkRefusesIsToldWithTheRest() {
    assertThatThrownBy(
            () ->
                ViewJson.draft(
                        """
                        {"regions": [
                           {"name": "out", "box": [1500, 0, 200, 100], "input": [96, 96]},
                           {"name": "a", "box": [0, 0, 400, 400], "input": [256, 352]}]}\
                        """
                            .getBytes(UTF_8))
                    .resolve(FRAME, Alignment.NONE, OWN, size -> List.of("not " + size)))
        .extracting(e -> ((ViewException) e).problems(), LIST)
        .containsExactly(
            "not 384x352",
            "region 'out', 200x100 at (1500, 0), reaches beyond the picture of 1600x1200");
  }

  @Test
  void aRegionOfWhichAllIsIgnoredIsRefused() {
    assertThat(
            problems(
                "{\"regions\":[{\"name\":\"a\",\"box\":[0,0,400,400]},{\"name\":\"b\",\"box\":[800,0,400,400]}],"
                    + "\"ignored\":[{\"box\":[700,0,900,900]}]}"))
        .containsExactly("region 'b' is empty: all of it is ignored or masked");
  }

  @Test
  void whatIsNoJsonOrNotResolvedIsRefusedWithASentence() {
    assertThat(problems("{\"regions\":["))
        .singleElement()
        .asString()
        .startsWith("it is not JSON: Unexpected end-of-input")
        .doesNotContain("Source")
        .endsWith("(line 1)");
    assertThat(problems("regions: []")).first().asString().startsWith("it is not JSON: ");
    assertThat(problems("[]"))
        .containsExactly("a view is a JSON object, {\"regions\": [...]}, say");
    assertThatThrownBy(() -> ViewJson.read("{}".getBytes(UTF_8)))
        .extracting(e -> ((ViewException) e).problems(), LIST)
        .containsExactly(
            "frame is missing", "align holds nothing that was learned", "regions are missing");
  }

  @Test
  void aSmallFrameIsEnlargedWhereNobodyChoseAnInputAndThatIsReadBackToo() {
    View small =
        ViewJson.draft("{\"ignored\":[{\"box\":[0,0,8,8]}]}".getBytes(UTF_8))
            .resolve(new FrameSize(40, 40), Alignment.NONE, OWN);

    assertThat(small.regions().get(0).inputWidth()).isEqualTo(96);
    assertThat(ViewJson.read(ViewJson.write(small))).isEqualTo(small);
  }
}

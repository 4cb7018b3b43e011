package org.mekiki.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mekiki.model.ModelRefusedException.Reason.NEWER_FORMAT;
import static org.mekiki.model.ModelRefusedException.Reason.UNREADABLE_MANIFEST;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.chunk.ChunkIndex;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;

class ManifestJsonTest {
  private static final ModelManifest MANIFEST = Models.manifest("part-7", 3, Models.projection(1));

  @Test
  void readsWhatItWrote() {
    assertThat(ManifestJson.read(ManifestJson.write(MANIFEST))).isEqualTo(MANIFEST);
    ModelManifest selection = Models.manifest("part-8", 1, Models.selection(2));
    assertThat(ManifestJson.read(ManifestJson.write(selection))).isEqualTo(selection);
  }

  /** The format is public: whoever changes this test changes the format version. */
  @Test
  void keepsItsKeys() {
    String chunk0 = MANIFEST.chunks().chunkSha256().get(0);
    String chunk1 = MANIFEST.chunks().chunkSha256().get(1);
    assertThat(new String(ManifestJson.write(MANIFEST), UTF_8))
        .isEqualTo(
            "{\"formatVersion\":1,\"model\":\"part-7\",\"version\":3,"
                + "\"createdAt\":\"2026-03-01T10:00:00.123Z\","
                + "\"backbone\":{\"name\":\"tiny.onnx\",\"sha256\":\""
                + Models.SHA
                + "\",\"preprocessing\":{\"shape\":{\"channels\":3,\"height\":32,\"width\":32},"
                + "\"resized\":{\"channels\":3,\"height\":32,\"width\":32},\"order\":\"RGB\","
                + "\"mean\":[0.0,0.0,0.0],\"std\":[1.0,1.0,1.0],\"sha256\":\""
                + MANIFEST.backbone().preprocessing().sha256()
                + "\"},"
                + "\"features\":[{\"name\":\"a\",\"channels\":4,\"height\":8,\"width\":8},"
                + "{\"name\":\"b\",\"channels\":1,\"height\":4,\"width\":4}]},"
                + "\"grid\":{\"height\":2,\"width\":2},\"neighbourhood\":3,"
                + "\"reduction\":{\"kind\":\"PROJECTION\",\"inputs\":5,\"dimensions\":2,"
                + "\"indices\":[]},"
                + "\"chunks\":{\"precision\":\"FLOAT32\",\"patchesPerTile\":4,\"tiles\":1,"
                + "\"chunksPerTile\":1,\"totalBytes\":156,\"sha256\":\""
                + ChunkIndex.modelSha256(MANIFEST.chunks().chunkSha256())
                + "\",\"chunkSha256\":[\""
                + chunk0
                + "\",\""
                + chunk1
                + "\"]},"
                + "\"training\":{\"trainedAt\":\"2026-03-01T09:59:00.123Z\",\"frames\":40,"
                + "\"validationFrames\":10,\"seconds\":12.5,\"regularization\":\"relative 0.01\","
                + "\"inputOffsets\":{\"mekiki.good-0\":50}},"
                + "\"calibration\":{\"normalizer\":{\"min\":1.5,\"max\":9.0},\"threshold\":7.25,"
                + "\"thresholdDescription\":\"quantile at 0.01\","
                + "\"validationScores\":[1.0,2.0,3.0]}}");
  }

  @Test
  void keepsWhatTheGoodPicturesAreLikeAndKnowsNothingOfItInAnOldManifest() {
    TrainingFacts facts = MANIFEST.training();
    TaughtLooks looks =
        TaughtLooks.NONE.with(new Looks(92, 31, 6.25)).with(new Looks(131.5, 40, 8));
    ModelManifest manifest =
        ModelManifest.of(
            MANIFEST.model(),
            MANIFEST.version(),
            MANIFEST.createdAt(),
            MANIFEST.backbone(),
            MANIFEST.grid(),
            MANIFEST.neighbourhood(),
            MANIFEST.reduction(),
            MANIFEST.chunks(),
            new TrainingFacts(
                facts.trainedAt(),
                facts.frames(),
                facts.validationFrames(),
                facts.seconds(),
                facts.regularization(),
                facts.inputOffsets(),
                new TaughtPictures(80, 60, 8, false, looks)),
            MANIFEST.calibration(),
            MANIFEST.graph(),
            MANIFEST.view());
    String json = new String(ManifestJson.write(manifest), UTF_8);
    String written =
        ",\"looks\":{\"frames\":2,\"least\":{\"brightness\":92.0,\"contrast\":31.0,\"sharpness\":6.25},"
            + "\"most\":{\"brightness\":131.5,\"contrast\":40.0,\"sharpness\":8.0}}";

    assertThat(json).contains(written).contains("\"formatVersion\":" + MANIFEST.formatVersion());
    assertThat(ManifestJson.read(json.getBytes(UTF_8))).isEqualTo(manifest);
    ModelManifest old = ManifestJson.read(json.replace(written, "").getBytes(UTF_8));
    assertThat(old.training().pictures()).isEqualTo(new TaughtPictures(80, 60, 8, false));
  }

  @Test
  void keepsWhatTheGoodFramesSayAndKnowsNothingOfThemInAnOldManifest() {
    GoodFrames said =
        new GoodFrames(
            200,
            0.02,
            0.08,
            List.of(new GoodFrames.UnusualFrame("part-17", 71.5, true)),
            List.of("a warning"));
    ModelManifest manifest =
        Models.chunks(Models.projection(1))
            .manifest("part-7", 3, Models.TIME, Models.training(), Models.calibration().with(said));

    byte[] json = ManifestJson.write(manifest);

    assertThat(new String(json, UTF_8))
        .contains(
            "\"goodFrames\":{\"frames\":200,\"expectedFalseAlarms\":0.02,\"falseAlarmsAtMost\":0.08,"
                + "\"unusual\":[{\"frame\":\"part-17\",\"score\":71.5,\"odd\":true}],\"warnings\":[\"a"
                + " warning\"]}");
    assertThat(ManifestJson.read(json)).isEqualTo(manifest);
    assertThat(MANIFEST.calibration().goodFrames()).isEqualTo(GoodFrames.NONE);
    assertThat(MANIFEST.calibration().goodFrames().falseAlarms()).isEmpty();
  }

  @Test
  void skipsKeysThatItDoesNotKnow() {
    String json = json().replaceFirst("\\{", "{\"colour\":{\"deep\":[1]},");

    assertThat(ManifestJson.read(json.getBytes(UTF_8))).isEqualTo(MANIFEST);
  }

  @Test
  void refusesANewerFormatAndSaysWhichItReads() {
    assertRefused(
        json().replace("\"formatVersion\":1", "\"formatVersion\":6"),
        NEWER_FORMAT,
        "model 'part-7' has manifest format 6; this program reads formats 1 to 5: update it or"
            + " train the model with this one");
  }

  /** Programs that know format 1 only refuse it, as they would not look for the graph. */
  @Test
  void aModelThatBringsItsNetworkIsOfFormatTwoAndSaysOfWhichSizeItIs() {
    ModelManifest withGraph = Models.withGraph("part-7", 3, Models.selection(1));

    String json = new String(ManifestJson.write(withGraph), UTF_8);
    assertThat(json)
        .startsWith("{\"formatVersion\":2,")
        .endsWith(
            ",\"graph\":{\"chunks\":1,\"bytes\":1000,\"original\":\""
                + Models.SHA
                + "\",\"noise\":0.03}}");
    assertThat(ManifestJson.read(json.getBytes(UTF_8))).isEqualTo(withGraph);
    assertRefused(
        json.replace("\"formatVersion\":2", "\"formatVersion\":1"),
        UNREADABLE_MANIFEST,
        "the manifest is unreadable: 2 chunks of 1 tiles don't fill grid 4x6 with 3 dimensions:"
            + " that takes 1 of 1");
    String without = json().replace("\"formatVersion\":1", "\"formatVersion\":2");
    assertThatThrownBy(() -> ManifestJson.read(without.getBytes(UTF_8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("'graph'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "nonsense", "[]", "{} {}", "null", "{\"formatVersion\":\"x\"}"})
  void refusesWhatIsNoManifest(String json) {
    assertThatThrownBy(() -> ManifestJson.read(json.getBytes(UTF_8)))
        .asInstanceOf(InstanceOfAssertFactories.type(ModelRefusedException.class))
        .extracting(ModelRefusedException::reason)
        .isEqualTo(UNREADABLE_MANIFEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"version\":3|\"version\":0|version 0: 1 or more is valid",
        "\"neighbourhood\":3|\"neighbourhood\":2|neighbourhood 2 is not valid: it must be odd, 1"
            + " for none",
        "\"totalBytes\":156|\"totalBytes\":0|0 bytes in 2 chunks are not valid: 1 to 1843200 are",
        "\"grid\":{\"height\":2|\"grid\":{\"height\":3|2 chunks of 1 tiles don't fill grid 3x2 with"
            + " 2 dimensions: that takes 3 of 2",
        "2026-03-01T10:00:00.123Z|yesterday|'yesterday' is not a time; 2026-01-31T12:00:00.000Z is,"
            + " say",
        "\"inputs\":5|\"inputs\":6|the model reduces 6 features but backbone 'tiny.onnx' gives 5",
        "\"model\":\"part-7\"|\"model\":\"../etc\"|model key '../etc' is not valid; valid: 1 to 200"
            + " of the characters A-Z a-z 0-9 . _ -",
        "\"threshold\":7.25|\"threshold\":\"NaN\"|threshold NaN is not finite"
      })
  void saysWhichValueIsWrong(String legal, String illegal, String message) {
    assertThat(json()).contains(legal);
    assertRefused(
        json().replace(legal, illegal),
        UNREADABLE_MANIFEST,
        "the manifest is unreadable: " + message);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(
            () -> ManifestJson.read(json().replace("\"version\":3,", "").getBytes(UTF_8)))
        .hasMessageContaining("'version'");
  }

  private static String json() {
    return new String(ManifestJson.write(MANIFEST), UTF_8);
  }

  private static void assertRefused(String json, Reason reason, String message) {
    assertThatThrownBy(() -> ManifestJson.read(json.getBytes(UTF_8)))
        .hasMessage(message)
        .asInstanceOf(InstanceOfAssertFactories.type(ModelRefusedException.class))
        .extracting(ModelRefusedException::reason)
        .isEqualTo(reason);
  }

  @Test
  void groupsOfGoodFramesMakeItAFormatThatEarlierProgramsRefuse() {
    Random random = new Random(4);
    List<GoodGroups.Group> groups = new ArrayList<>();
    for (int frames : new int[] {61, 29}) {
      List<Float> centre = new ArrayList<>();
      for (int d = 0; d < Repetition.LENGTH; d++) {
        centre.add((float) (100 * random.nextGaussian()));
      }
      groups.add(new GoodGroups.Group(frames, 1.0 / frames, centre, 0.1));
    }
    ModelManifest grouped = calibrated(MANIFEST.calibration().with(new GoodGroups(groups)));
    String json = new String(ManifestJson.write(grouped), UTF_8);

    assertThat(json)
        .startsWith("{\"formatVersion\":4,")
        .contains(
            "\"groups\":[{\"frames\":61,\"factor\":0.01639344262295082,\"centre\":["
                + groups.get(0).centre().get(0)
                + ",");
    assertThat(ManifestJson.read(json.getBytes(UTF_8))).isEqualTo(grouped);
    assertThat(grouped.republished("other", 4, Models.TIME).calibration().groups().text())
        .hasValue("2 groups: 61 and 29 good frames");
    assertRefused(
        json.replace("0.01639344262295082", "-1"),
        UNREADABLE_MANIFEST,
        "the manifest is unreadable: a group of 61 frames with factor -1.0, a centre of 64"
            + " numbers and reach 0.1 is not valid: at least 1 frame, a factor above 0, 64 finite"
            + " numbers and a reach of at least 0 are");
    List<GoodGroups.Group> old =
        groups.stream().map(g -> new GoodGroups.Group(g.frames(), g.factor(), g.centre())).toList();
    String without = json.replace(",\"reach\":0.1", "");
    ModelManifest read = ManifestJson.read(without.getBytes(UTF_8));
    assertThat(read.calibration().groups()).isEqualTo(new GoodGroups(old));
    assertThat(new String(ManifestJson.write(read), UTF_8)).isEqualTo(without);
    assertRefused(
        json.replace("\"formatVersion\":4", "\"formatVersion\":1"),
        UNREADABLE_MANIFEST,
        "the manifest is unreadable: manifest format 1 is not that of a model with 0 chunks of a"
            + " graph and groups of good frames, which is 4");
  }

  private static ModelManifest calibrated(Calibration calibration) {
    return ModelManifest.of(
        MANIFEST.model(),
        MANIFEST.version(),
        MANIFEST.createdAt(),
        MANIFEST.backbone(),
        MANIFEST.grid(),
        MANIFEST.neighbourhood(),
        MANIFEST.reduction(),
        MANIFEST.chunks(),
        MANIFEST.training(),
        calibration,
        MANIFEST.graph(),
        Optional.empty());
  }

  /** Programs that know no common distance refuse it: their scores would not fit the threshold. */
  @Test
  void aModelLessItsCommonDistanceIsOfFormatFiveAndOthersSayNothingOfIt() {
    ModelManifest less =
        calibrated(MANIFEST.calibration().lessCommon(new CommonDistance(0.7, 12.5)));
    String json = new String(ManifestJson.write(less), UTF_8);

    assertThat(json)
        .startsWith("{\"formatVersion\":5,")
        .contains(",\"common\":{\"share\":0.7,\"usual\":12.5}}");
    assertThat(ManifestJson.read(json.getBytes(UTF_8))).isEqualTo(less);
    assertThat(json()).doesNotContain("common");
    assertThat(MANIFEST.calibration().common()).isEqualTo(CommonDistance.NONE);
    assertRefused(
        json.replace("\"share\":0.7", "\"share\":1.7"),
        UNREADABLE_MANIFEST,
        "the manifest is unreadable: share 1.7 of the common distance is not valid: it must be 0 to"
            + " 1");
    assertRefused(
        json.replace("\"formatVersion\":5", "\"formatVersion\":1"),
        UNREADABLE_MANIFEST,
        "the manifest is unreadable: manifest format 1 is not that of a model with 0 chunks of a"
            + " graph and a share of the common distance, which is 5");
  }

  @Test
  void aViewMakesItAFormatThatEarlierProgramsRefuse() {
    View view =
        ViewJson.draft("{\"regions\":[{\"box\":[0,0,40,40],\"input\":[32,32]}]}".getBytes(UTF_8))
            .resolve(new FrameSize(64, 48), Alignment.NONE, null);
    ModelManifest viewed =
        ModelManifest.of(
            MANIFEST.model(),
            MANIFEST.version(),
            MANIFEST.createdAt(),
            MANIFEST.backbone(),
            MANIFEST.grid(),
            MANIFEST.neighbourhood(),
            MANIFEST.reduction(),
            MANIFEST.chunks(),
            MANIFEST.training(),
            MANIFEST.calibration(),
            MANIFEST.graph(),
            Optional.of(view));
    byte[] json = ManifestJson.write(viewed);

    assertThat(new String(json, UTF_8))
        .startsWith("{\"formatVersion\":3,")
        .contains("\"view\":" + ViewJson.text(view));
    assertThat(ManifestJson.read(json)).isEqualTo(viewed);
    assertThat(viewed.republished("other", 4, Models.TIME).view()).contains(view);
  }
}

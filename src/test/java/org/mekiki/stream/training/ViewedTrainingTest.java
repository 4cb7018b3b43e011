package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.Rejection;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.Variations;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.Pose;

/** Runs whose model sees a view. */
class ViewedTrainingTest {
  private static final int FRAMES = 12;

  private static final View VIEW =
      ViewJson.draft(
              """
              {"regions": [{"name": "edge", "box": [0, 8, 32, 32], "input": [32, 32]},
                           {"name": "middle", "box": [14, 12, 32, 32], "input": [32, 32]}],
               "ignored": [{"box": [0, 8, 8, 8]}]}\
              """
                  .getBytes(UTF_8))
          .resolve(new FrameSize(TestFrames.SIZE, TestFrames.SIZE), Alignment.NONE, null);

  @TempDir Path folder;
  private TrainingFixture training;

  @BeforeEach
  void start() {
    training = new TrainingFixture(folder);
  }

  @AfterEach
  void stop() {
    training.close();
  }

  private void send(String run, String view) {
    for (int seed = 0; seed < FRAMES; seed++) {
      List<String> headers = new ArrayList<>(List.of(FrameHeaders.RUN, run));
      if (view != null) {
        headers.addAll(List.of(FrameHeaders.VIEW, view));
      }
      training.send("cam", TestFrames.good(seed), headers.toArray(String[]::new));
    }
  }

  private void fit(String run, String view) {
    TrainingCommand fit = TrainingCommand.fit("cam", run, run, 1, 1);
    training.send("cam", (view == null ? fit : fit.withView(view)).toBytes());
  }

  private static Viewer viewer() {
    return Viewer.of(VIEW, new ImagePreprocessor(network().backbone().preprocessing()));
  }

  private static TinyBackbone network() {
    return new TinyBackbone(32, 96);
  }

  @Test
  void theModelOfAViewIsTheOneThatTheLibraryMakes() {
    send("r", ViewJson.text(VIEW));
    fit("r", ViewJson.text(VIEW));
    training.readModels();

    ModelManifest manifest = training.manifest("cam").orElseThrow();
    assertThat(manifest.view()).contains(VIEW);
    assertThat(manifest.formatVersion()).isEqualTo(ModelManifest.LESS_COMMON);
    assertThat(manifest.grid().width()).isEqualTo(24);
    VerifiedModel model = training.load("cam");

    PadimBuilder builder =
        Padim.builder(network())
            .embedding(model.model().embedding())
            .threshold(Thresholds.quantile(0.01))
            .areas(viewer().areas())
            .leftOut(10);
    viewer().patches(manifest.grid()).ifPresent(builder::patches);
    Padim library = builder.build();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<GoodEmbedding> good = new ArrayList<>();
    for (int seed = 0; seed < FRAMES; seed++) {
      Viewer viewer = viewer();
      var picture = decoder.decode(TestFrames.good(seed));
      var tensor = viewer.see(picture, (Pose.Found) viewer.locate(picture)).tensor();
      good.add(library.embedGood(tensor, Variations.worthMaking(FRAMES)));
    }
    library.trainOnGood(good);

    assertThat(manifest.calibration().threshold())
        .isCloseTo(library.model().threshold(), within(1e-3));
    float[] expected = library.model().gaussians().mean();
    for (int i = 0; i < expected.length; i++) {
      assertThat(model.model().gaussians().mean()[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @Test
  void aDefectIsNamedAfterTheRegionThatShowsItAndLiesInTheFramesPixels() {
    send("r", ViewJson.text(VIEW));
    fit("r", ViewJson.text(VIEW));
    training.readModels();
    VerifiedModel verified = training.load("cam");
    Viewer viewer = viewer();
    PadimBuilder builder = Padim.builder(network()).model(verified.model());
    viewer.patches(verified.manifest().grid()).ifPresent(builder::patches);
    InspectionModel model =
        new InspectionModel(
            "cam",
            1,
            verified.model().threshold(),
            builder.build(),
            viewer,
            verified.manifest().training().pictures());
    Inspector inspector = new Inspector(new ImageDecoder(ImageLimits.DEFAULT), 5);

    Inspection bad = inspector.inspect(frame(TestFrames.defective(99)), model);

    assertThat(bad.anomalous()).isTrue();
    assertThat(bad.viewRegion()).isPresent();
    assertThat(bad.regions()).isNotEmpty();
    var worst = bad.regions().get(0);
    assertThat(worst.x()).isLessThanOrEqualTo(28);
    assertThat(worst.x() + worst.width()).isGreaterThanOrEqualTo(22);
    assertThat(bad.heatmap().width()).isEqualTo(TestFrames.SIZE);
    assertThat(bad.heatmap().height()).isEqualTo(TestFrames.SIZE);
    assertThat(inspector.inspect(frame(TestFrames.good(77)), model).viewRegion()).isEmpty();
  }

  private static Frame frame(byte[] picture) {
    return new Frame(
        "cam",
        "id",
        "cam",
        Instant.EPOCH,
        OptionalLong.empty(),
        new Frame.Encoded(picture),
        Map.of());
  }

  @Test
  void framesWithAndWithoutAViewNeverMix() {
    send("r", ViewJson.text(VIEW));
    fit("r", null);

    assertThat(training.events())
        .filteredOn(e -> e.event() == TrainingEvent.Kind.FAILED)
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(RunFailure.NO_FRAMES.label());
              assertThat(e.message())
                  .startsWith("there are no good frames to fit since the last fit");
            });
  }

  @Test
  void aRunWithAViewIsCancelledByThoseWhoDontKnowIt() {
    send("r", ViewJson.text(VIEW));
    training.cancelRun("cam", "r");

    assertThat(training.eventKinds()).contains("CANCELLED");
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void nothingOfAViewedTrainingStaysInTheStores() {
    send("r", ViewJson.text(VIEW));
    fit("r", ViewJson.text(VIEW));

    assertThat(training.eventKinds()).contains("PUBLISHED");
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aFrameWhoseViewIsNoneCostsOneDeadLetterThatSaysWhy() {
    training.send(
        "cam", TestFrames.good(1), FrameHeaders.RUN, "r", FrameHeaders.VIEW, "{\"region\": 1}");

    assertThat(training.events())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.event()).isEqualTo(TrainingEvent.Kind.REJECTED);
              assertThat(e.reason()).isEqualTo(Rejection.BAD_METADATA.label());
              assertThat(e.message()).contains("the view can't be used: 'region' is not a key");
            });
    assertThat(Optional.of(training.read("dead-letters"))).get().asList().hasSize(1);
  }

  /** A trainer with another network, on the state of one that waits to fit a run with a view. */
  private void changeToANetworkOfOneSize() {
    String other = new Accumulation("cam", "a", 0, TrainingFixture.settings(4).fingerprint()).id();
    training
        .driver
        .<Bytes, byte[]>getKeyValueStore(AssembleProcessor.STORE)
        .put(Bytes.wrap("acam".getBytes(UTF_8)), other.getBytes(UTF_8));
    send("r", ViewJson.text(VIEW));
    fit("r", ViewJson.text(VIEW));
    assertThat(training.eventKinds()).endsWith("QUEUED");
    Map<String, Map<Bytes, byte[]>> left = training.state();
    training.close();
    training = new TrainingFixture(folder);
    training.views.fault = new IllegalArgumentException("the network takes 64 x 64 only");
    training.restore(left);
    assertThat(training.leftovers()).isNotEmpty();
  }

  @Test
  void aRunWhoseViewTheNetworkNoLongerTakesIsGivenUpAndLeavesNothing() {
    changeToANetworkOfOneSize();

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.plusHours(1));

    assertThat(training.events())
        .filteredOn(e -> e.run().equals("r"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(RunFailure.EXPIRED.label());
              assertThat(e.message()).startsWith("nothing was heard of this run for 24 h");
            });
    assertOnlyTheOtherRunIsLeft();
  }

  @Test
  void aRunWhoseViewTheNetworkNoLongerTakesCanBeCancelled() {
    changeToANetworkOfOneSize();

    training.cancelRun("cam", "r");

    assertThat(training.eventKinds()).containsExactly("CANCELLED");
    assertOnlyTheOtherRunIsLeft();
  }

  @Test
  void aRunWhoseViewTheNetworkNoLongerTakesFailsWhenItIsItsTurn() {
    changeToANetworkOfOneSize();

    training.cancelRun("cam", "a");

    assertThat(training.events())
        .filteredOn(e -> e.run().equals("r"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(RunFailure.VIEW_REFUSED.label());
              assertThat(e.message())
                  .isEqualTo(
                      "the trainer's network doesn't take the view of this run any more: the"
                          + " network takes 64 x 64 only; teach again, with another view or the"
                          + " former network");
            });
    assertThat(training.leftovers()).isEmpty();
  }

  private void assertOnlyTheOtherRunIsLeft() {
    assertThat(training.leftovers()).containsExactly(AssembleProcessor.STORE + " acam");
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, ArrayIndexOutOfBoundsException.class})
  void whateverTheNetworkSaysToAViewCostsOneDeadLetterForEachRecord(
      Class<? extends RuntimeException> type) throws ReflectiveOperationException {
    training.views.fault = type.getConstructor(String.class).newInstance("no session");
    String view = ViewJson.text(VIEW);

    training.send("cam", TestFrames.good(1), FrameHeaders.RUN, "r", FrameHeaders.VIEW, view);
    fit("r", view);

    assertThat(training.read("dead-letters"))
        .extracting(letter -> text(letter, DeadLetters.REASON))
        .containsExactly("bad-metadata", "bad-command");
    assertThat(training.events())
        .extracting(TrainingEvent::message)
        .allMatch(message -> message.startsWith("the view can't be used: "))
        .allMatch(message -> message.endsWith("no session"));
  }

  @Test
  void aCommandWaitsForKafkaAndIsNoDeadLetter() {
    training.views.fault = new TimeoutException("no answer");

    assertThatThrownBy(() -> fit("r", ViewJson.text(VIEW)))
        .rootCause()
        .isInstanceOf(TimeoutException.class);

    assertThat(training.read("dead-letters")).isEmpty();
  }

  private static String text(TestRecord<byte[], byte[]> record, String header) {
    return new String(record.headers().lastHeader(header).value(), UTF_8);
  }
}

package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.QuantizationRefusedException;
import org.mekiki.inspect.QuantizedBackbone;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.text.Sha256;

/**
 * Training where each model gets a network of its own; here one whose features are k times ours.
 */
class Int8TopologyTest {
  private static final int FRAMES = 5;
  private static final float FLOAT_TOLERANCE = 1e-5f;

  @TempDir Path state;
  private TrainingFixture training;
  private final List<Integer> images = new ArrayList<>();
  private boolean refuse;
  private int opened;
  private int closed;

  @BeforeEach
  void start() {
    training =
        new TrainingFixture(
            state, new TrainingParts.Int8(this::quantize, this::open, FRAMES, Duration.ofDays(1)));
  }

  @AfterEach
  void stop() {
    training.close();
  }

  /** The graph of the nth network is n+1, in as many bytes as don't fit one chunk. */
  private QuantizedBackbone quantize(List<ImageTensor> good) {
    images.add(good.size());
    if (refuse) {
      throw new QuantizationRefusedException("feature 'fine' has 40.0 % noise in int8");
    }
    byte[] graph = new byte[1_000_000];
    Arrays.fill(graph, (byte) (images.size() + 1));
    Backbone exact = TinyBackbone.BACKBONE;
    return new QuantizedBackbone(
        new Backbone("tiny in int8", Sha256.hex(graph), exact.preprocessing(), exact.features()),
        graph,
        0.03);
  }

  private FeatureExtractor open(Backbone backbone, byte[] graph) {
    assertThat(Sha256.hex(graph)).isEqualTo(backbone.sha256());
    opened++;
    return new Scaled(backbone, graph[0]);
  }

  private final class Scaled implements FeatureExtractor {
    private final Backbone backbone;
    private final int factor;

    Scaled(Backbone backbone, int factor) {
      this.backbone = backbone;
      this.factor = factor;
    }

    @Override
    public Backbone backbone() {
      return backbone;
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      List<FeatureMap> maps = new TinyBackbone().extract(image);
      for (FeatureMap map : maps) {
        for (int i = 0; i < map.values().length; i++) {
          map.values()[i] *= factor;
        }
      }
      return maps;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void allFramesOfAModelAreEmbeddedByTheNetworkThatIsPublishedWithIt(@TempDir Path other) {
    training.sendGood("cam", 0, 13);
    training.fit("cam");
    List<String> keys = training.readModels();

    ModelManifest manifest = training.manifest("cam").orElseThrow();
    assertThat(manifest.backbone().name()).isEqualTo("tiny in int8");
    assertThat(manifest.graph().original()).isEqualTo(TinyBackbone.BACKBONE.sha256());
    assertThat(manifest.graph().noise()).isEqualTo(0.03);
    assertThat(manifest.training().frames()).isEqualTo(13);
    assertThat(manifest.training().inputOffsets()).containsEntry("good-0", 13L);
    assertThat(keys).endsWith("h/cam/1", "m/cam").hasSize(manifest.chunks().count() + 2);
    VerifiedModel model = training.load("cam");
    assertThat(model.graph()).hasValueSatisfying(g -> assertThat(g).startsWith(2).hasSize(1000000));
    assertThat(images).containsExactly(FRAMES);
    assertThat(training.fits).containsExactly("cam quantised", "cam published");
    assertMeansAreTimes(2, model, other, 0, 13);
  }

  @Test
  void aNetworkIsMadeByTheFramesThatCameInTime(@TempDir Path other) {
    try (TrainingFixture late =
        new TrainingFixture(
            other, new TrainingParts.Int8(this::quantize, this::open, FRAMES, Duration.ZERO))) {
      late.sendGood("cam", 0, 13);
      late.fit("cam");
      late.readModels();

      assertThat(late.manifest("cam").orElseThrow().training().frames()).isEqualTo(13);
      assertThat(images).containsExactly(1);
    }
  }

  /** Of what the trainer's own network gives. */
  private static void assertMeansAreTimes(
      int factor, VerifiedModel model, Path state, int from, int to) {
    try (TrainingFixture exact = new TrainingFixture(state)) {
      exact.sendGood("cam", from, to);
      exact.fit("cam");
      exact.readModels();
      float[] expected = exact.load("cam").model().gaussians().mean();
      float[] actual = model.model().gaussians().mean();
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(factor * expected[i], within(factor * FLOAT_TOLERANCE));
      }
    }
  }

  @Test
  void noFrameIsEmbeddedBeforeTheNetworkIsChosen() {
    training.sendGood("cam", 0, FRAMES - 1);
    assertThat(training.events()).isEmpty();

    training.sendGood("cam", FRAMES - 1, FRAMES + 1);
    assertThat(training.eventKinds()).hasSize(FRAMES + 1).containsOnly("EMBEDDED");
  }

  @Test
  void whereThereAreFewerFramesAllOfThemMakeTheNetwork() {
    training.sendGood("cam", 0, FRAMES - 1);
    training.fit("cam");
    training.readModels();

    assertThat(images).containsExactly(FRAMES - 1);
    assertThat(training.manifest("cam").orElseThrow().graph().exists()).isTrue();
  }

  @Test
  void aNetworkThatIsRefusedLeavesTheTrainersOwnAndSaysWhy(@TempDir Path other) {
    refuse = true;
    training.sendGood("cam", 0, 13);
    training.fit("cam");
    training.readModels();

    ModelManifest manifest = training.manifest("cam").orElseThrow();
    assertThat(manifest.backbone()).isEqualTo(TinyBackbone.BACKBONE);
    assertThat(manifest.graph().exists()).isFalse();
    assertThat(training.fits).containsExactly("cam not quantised", "cam published");
    assertMeansAreTimes(1, training.load("cam"), other, 0, 13);
    assertThat(training.events())
        .filteredOn(event -> event.event() != TrainingEvent.Kind.EMBEDDED)
        .extracting(TrainingEvent::message)
        .containsExactly(
            "the network stays in float32, int8 was refused: feature 'fine' has 40.0 % noise in"
                + " int8",
            "the network stays in float32, int8 was refused: feature 'fine' has 40.0 % noise in"
                + " int8; 10 good frames are too few for a false-alarm rate of 0.01: the threshold"
                + " is extrapolated from them; 100 would do");
  }

  @Test
  void eachVersionAndEachModelHasItsOwnNetworkAndTheOldOnesGo() {
    for (int version = 1; version <= 3; version++) {
      training.sendGood("cam", 0, 6);
      training.fit("cam");
      training.readModels();
      assertThat(training.load("cam").graph().orElseThrow()).startsWith(version + 1);
    }
    training.sendGood("cam-2", 0, 6);
    training.fit("cam-2");
    training.readModels();

    assertThat(training.load("cam-2").graph().orElseThrow()).startsWith(5);
    assertThat(training.load("cam").graph().orElseThrow()).startsWith(4);
    assertThat(training.models().keySet()).noneMatch(key -> key.startsWith("c/cam/1/"));
    assertThat(opened).isEqualTo(4).isEqualTo(closed);
  }

  @Test
  void nothingOfATrainingStaysInTheStores() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");

    assertThat(keys(LearnProcessor.STORE)).isEmpty();
    assertThat(keys(NetworkProcessor.STORE))
        .as("how often it was fitted, and when that was heard of last")
        .containsExactlyInAnyOrder("gcam||0", "tcam||0");
    assertThat(keys(AssembleProcessor.STORE)).containsExactly("mcam");
  }

  private List<String> keys(String store) {
    List<String> keys = new ArrayList<>();
    try (var all = training.driver.<Bytes, byte[]>getKeyValueStore(store).all()) {
      all.forEachRemaining(entry -> keys.add(new String(entry.key.get(), UTF_8)));
    }
    return keys;
  }

  @Test
  void framesThatAreNoPicturesOrDefectsMakeNoNetworkAndBlockNone() {
    training.send("cam", "no picture".getBytes(UTF_8));
    for (int seed = 0; seed < FRAMES; seed++) {
      send(TestFrames.defective(seed), FrameHeaders.ROLE, "defect");
    }
    training.sendGood("cam", 0, FRAMES);
    training.fit("cam");
    training.readModels();

    assertThat(images).containsExactly(FRAMES - 1);
    assertThat(training.read("dead-letters")).hasSize(1);
    assertThat(training.manifest("cam").orElseThrow().training().frames()).isEqualTo(FRAMES);
  }

  @Test
  void aRecordThatIsLargerThanWhatIsWrittenIsADeadLetterAndNotTheEnd() {
    training.send("cam", new byte[DeadLetters.maxRecordBytes(1_000_000) - 2_000]);

    assertThat(training.events())
        .singleElement()
        .extracting(TrainingEvent::message)
        .asString()
        .endsWith(
            "2048576 can be learned from in int8: raise topics.max-message-bytes, or send smaller"
                + " pictures");
    assertThat(training.read("dead-letters")).hasSize(1);
  }

  @Test
  void aRollbackIsKnownToTheNextTraining() {
    for (int version = 1; version <= 2; version++) {
      training.sendGood("cam", 0, 6);
      training.fit("cam");
    }
    training.send("cam", TrainingCommand.rolledBack("cam", 1, 8).toBytes());
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.readModels();

    assertThat(training.models()).containsKeys("h/cam/1", "h/cam/3").doesNotContainKey("h/cam/2");
  }

  private void send(byte[] frame, String... headers) {
    training.send("cam", frame, headers);
  }
}

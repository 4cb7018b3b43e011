package org.mekiki.stream.scoring;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.mekiki.config.TopicsSettings;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlightFile;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.Padim;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.PlainTopics;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.stream.run.StreamsSettings;

/**
 * A process that scores, and that a picture of one colour kills at once, as a fault in native code
 * would: no handler, no hook, no last word. Arguments: the brokers, a folder for state, and one for
 * what lasts only as long as the process.
 */
final class CrashingScorerMain {
  static final String APPLICATION = "crash-score";
  static final TopicsSettings TOPICS = PlainTopics.SETTINGS;

  /** As of a process that ended by SIGSEGV. */
  static final int EXIT = 139;

  private CrashingScorerMain() {}

  /** The network that dies. */
  private static final class FragileBackbone implements FeatureExtractor {
    private final TinyBackbone sound = new TinyBackbone();

    @Override
    public Backbone backbone() {
      return sound.backbone();
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      float[] values = image.values();
      boolean oneColour = true;
      for (float value : values) {
        oneColour &= value == values[0];
      }
      if (oneColour) {
        Runtime.getRuntime().halt(EXIT);
      }
      return sound.extract(image);
    }

    @Override
    public void close() {}
  }

  public static void main(String[] args) throws Exception {
    Path state = Path.of(args[1]);
    VerifiedModel model = ScoringFixture.train(Path.of(args[2]));
    try (ModelRepository<InspectionModel> models =
        new ModelRepository<>(CrashingScorerMain::load, 10_000_000, ModelEvents.NOOP)) {
      models.put(model, Duration.ZERO);
      ScoringParts parts =
          new ScoringParts(
              new Inspector(new ImageDecoder(new ImageLimits(1_000_000, 1_000_000)), 16),
              models,
              new OutputFormats(
                  ResultKind.SCORE.avro(), ResultKind.ANOMALY.json(), ResultKind.HEATMAP.avro()),
              new FrameReader(),
              new DeadLetters(1_000_000),
              new InFlightFile(state),
              OffsetGaps.NOOP,
              InspectionListener.NOOP,
              Rules.NONE,
              AlarmListener.NOOP,
              Surroundings.NONE,
              FrameTracing.NOOP,
              Clock.systemUTC());
      Properties client = new Properties();
      client.put("bootstrap.servers", args[0]);
      client.put("consumer.session.timeout.ms", "6000");
      client.put("consumer.heartbeat.interval.ms", "1000");
      StreamsSettings settings =
          new StreamsSettings(
              APPLICATION,
              client,
              "exactly_once_v2",
              "classic",
              1,
              Duration.ofMillis(100),
              Duration.ofSeconds(10),
              8,
              2_000_000,
              state,
              32L << 20,
              1);
      try (StreamsRunner runner =
          new StreamsRunner("scoring", ScoringTopology.build(TOPICS, parts), settings)) {
        runner.start();
        runner.awaitEnd();
      }
    }
  }

  private static InspectionModel load(VerifiedModel verified) {
    return new InspectionModel(
        verified.manifest().model(),
        verified.manifest().version(),
        verified.model().threshold(),
        Padim.of(verified.model(), new FragileBackbone()),
        new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing()));
  }
}

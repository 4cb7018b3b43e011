package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.CameraThresholds;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.PictureRules;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.Padim;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.PlainTopics;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.ReferencedPictures;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.TrainingFixture;
import org.mekiki.view.align.Pose;

/** The scoring topology over a real model of one camera, {@code cam}: frames in, records out. */
public final class ScoringFixture implements AutoCloseable {
  /** A dead letter takes no larger value. */
  static final int MAX_VALUE_BYTES = 100_000;

  /** Names of what was worked on, in its order. */
  final List<String> noted = new ArrayList<>();

  private final ModelRepository<InspectionModel> models;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> frames;

  private ScoringFixture(Setup setup, Path state) {
    models = new ModelRepository<>(setup.factory, 10_000_000, new Again(setup.model));
    models.put(setup.model, Duration.ZERO);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "score");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.resolve("scoring").toString());
    driver =
        new TopologyTestDriver(
            ScoringTopology.build(
                PlainTopics.SETTINGS,
                new ScoringParts(
                    new Inspector(decoder(), 16, setup.thresholds, PictureRules.DEFAULT),
                    models,
                    new OutputFormats(
                        ResultKind.SCORE.avro(), setup.anomalies, ResultKind.HEATMAP.avro()),
                    new FrameReader(
                        setup.surroundings.origin(), RegisteredSchemas.NONE, setup.pictures),
                    new DeadLetters(MAX_VALUE_BYTES, setup.surroundings.origin()),
                    new Noting(),
                    OffsetGaps.NOOP,
                    setup.frames,
                    setup.rules,
                    setup.alarms,
                    setup.surroundings,
                    setup.tracing,
                    setup.clock)),
            properties,
            setup.start);
    frames =
        driver.createInputTopic("frames", new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A line whose clock stands still at a time, without alarms unless rules are given. */
  public static Setup of(VerifiedModel model, Instant time) {
    return new Setup(model, time);
  }

  /** What a test wants to be different. */
  public static final class Setup {
    private final VerifiedModel model;
    private final Instant start;
    private ModelFactory<InspectionModel> factory = ScoringFixture::load;
    private Clock clock;
    private RecordWriter<Anomaly> anomalies = ResultKind.ANOMALY.json();
    private CameraThresholds thresholds = CameraThresholds.NONE;
    private AlarmRules rules = Rules.NONE;
    private AlarmListener alarms = AlarmListener.NOOP;
    private InspectionListener frames = InspectionListener.NOOP;
    private Surroundings surroundings = Surroundings.NONE;
    private ReferencedPictures pictures = ReferencedPictures.NONE;
    private FrameTracing tracing = FrameTracing.NOOP;

    private Setup(VerifiedModel model, Instant time) {
      this.model = model;
      this.start = time;
      this.clock = Clock.fixed(time, ZoneOffset.UTC);
    }

    Setup madeBy(ModelFactory<InspectionModel> other) {
      factory = other;
      return this;
    }

    Setup scoredAt(Clock other) {
      clock = other;
      return this;
    }

    Setup anomalies(RecordWriter<Anomaly> format) {
      anomalies = format;
      return this;
    }

    Setup thresholds(CameraThresholds other) {
      thresholds = other;
      return this;
    }

    public Setup alarms(AlarmRules raised) {
      rules = raised;
      return this;
    }

    public Setup tellAlarms(AlarmListener listener) {
      alarms = listener;
      return this;
    }

    Setup tellFrames(InspectionListener listener) {
      frames = listener;
      return this;
    }

    Setup surroundings(Surroundings other) {
      surroundings = other;
      return this;
    }

    Setup pictures(ReferencedPictures fetched) {
      pictures = fetched;
      return this;
    }

    Setup tracing(FrameTracing spans) {
      tracing = spans;
      return this;
    }

    public ScoringFixture open(Path state) {
      return new ScoringFixture(this, state);
    }
  }

  /** Brings a model that was lost again, as the topic does. */
  private final class Again implements ModelEvents {
    private final VerifiedModel model;

    Again(VerifiedModel model) {
      this.model = model;
    }

    @Override
    public void lost(ModelManifest manifest, RuntimeException why) {
      models.put(model, Duration.ZERO);
    }
  }

  /** Keeps the names of what is worked on. */
  private final class Noting implements InFlight {
    @Override
    public <T> T work(String input, Supplier<T> work) {
      noted.add(input);
      return work.get();
    }
  }

  /** Says that a model is published, without bringing it. */
  void announce(String model) {
    models.announce(model);
  }

  /** Learns {@code cam} from thirty good frames through the training topology. */
  public static VerifiedModel train(Path state) {
    try (TrainingFixture training = new TrainingFixture(state)) {
      training.sendGood("cam", 0, 30);
      training.fit("cam");
      training.readModels();
      return training.load("cam");
    }
  }

  static InspectionModel load(VerifiedModel verified) {
    return new InspectionModel(
        verified.manifest().model(),
        verified.manifest().version(),
        verified.model().threshold(),
        Padim.of(verified.model(), new TinyBackbone()),
        new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing()),
        verified.manifest().training().pictures());
  }

  /** What the model sees of an encoded picture. */
  static ImageTensor tensor(InspectionModel model, byte[] encoded) {
    Picture picture = decoder().decode(encoded, TinyBackbone.SIZE, TinyBackbone.SIZE);
    return model.viewer().see(picture, (Pose.Found) model.viewer().locate(picture)).tensor();
  }

  private static ImageDecoder decoder() {
    return new ImageDecoder(new ImageLimits(1_000_000, 1_000_000));
  }

  /** Sends a frame; headers are names and values in turn. */
  public void send(String key, byte[] value, Instant time, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    frames.pipeInput(new TestRecord<>(key == null ? null : key.getBytes(UTF_8), value, all, time));
  }

  /** Says that the model of another camera was refused. */
  void refuse(String model, String why) {
    models.refuse(model, why);
  }

  /** The records of a topic since the last time it was asked. */
  public List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  public static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  void advanceWallClock(Duration duration) {
    driver.advanceWallClockTime(duration);
  }

  @Override
  public void close() {
    driver.close();
    models.close();
  }
}

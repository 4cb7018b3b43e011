package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.config.choice.AvroFormat;
import org.mekiki.config.choice.BackbonePrecision;
import org.mekiki.config.choice.GroupProtocol;
import org.mekiki.config.choice.Guarantee;
import org.mekiki.config.choice.ModelPrecision;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.config.choice.RegularizationMethod;
import org.mekiki.config.choice.StoreChoice;
import org.mekiki.config.choice.SubjectNaming;
import org.mekiki.config.choice.ThresholdMethod;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.type.BackboneSetting;
import org.mekiki.config.type.DimensionsSetting;
import org.mekiki.config.type.GridSetting;
import org.mekiki.config.type.Secret;
import org.mekiki.inspect.PictureRules.NotAligned;
import org.mekiki.inspect.PictureRules.OtherShape;
import org.mekiki.inspect.PictureRules.Unlike;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.DriftRule;

/** Every setting twice: left out and set. A setting that is missing here fails. */
class ConfigKeysTest {
  /**
   * One setting.
   *
   * @param byDefault its value where nothing is said
   * @param written a valid text that is not the default
   * @param explicit what that text becomes
   * @param getter where the value arrives
   */
  private record Case(
      String key,
      Object byDefault,
      String written,
      Object explicit,
      Function<MekikiConfig, Object> getter) {
    @Override
    public String toString() {
      return key;
    }
  }

  private static final Path FILE = Path.of("pom.xml");

  static Stream<Case> cases() {
    return Stream.of(
            general(),
            topics(),
            registry(),
            references(),
            metrics(),
            tracing(),
            score(),
            alarms(),
            train(),
            padim(),
            rest())
        .flatMap(List::stream);
  }

  private static List<Case> general() {
    return List.of(
        new Case(
            "kafka.bootstrap.servers",
            Optional.empty(),
            "a:9092,b:9093",
            Optional.of("a:9092,b:9093"),
            c -> c.kafka().bootstrapServers()),
        new Case(
            "topics.prefix",
            "mekiki.frames",
            "hall-3.",
            "hall-3.frames",
            c -> c.topics().frames().name()),
        new Case("topics.site", "", "hall-3", "hall-3", c -> c.topics().site()),
        new Case("topics.replication-factor", -1, "3", 3, c -> c.topics().replicationFactor()),
        new Case(
            "topics.max-message-bytes",
            8_388_608,
            "900KB",
            900_000,
            c -> c.topics().maxMessageBytes()));
  }

  private static List<Case> topics() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(topic("frames", 6, Duration.ofHours(24), TopicsSettings::frames));
    cases.addAll(topic("good", 6, Duration.ofDays(30), TopicsSettings::good));
    cases.addAll(topic("scores", 6, Duration.ofDays(30), TopicsSettings::scores));
    cases.addAll(topic("heatmaps", 6, Duration.ofDays(7), TopicsSettings::heatmaps));
    cases.addAll(topic("anomalies", 6, Duration.ofDays(90), TopicsSettings::anomalies));
    cases.addAll(topic("alarms", 6, Duration.ofDays(90), TopicsSettings::alarms));
    cases.addAll(topic("feedback", 6, Duration.ofDays(3650), TopicsSettings::feedback));
    cases.addAll(topic("dead-letters", 6, Duration.ofDays(14), TopicsSettings::deadLetters));
    cases.addAll(topic("models", 4, null, TopicsSettings::models));
    cases.addAll(topic("views", 1, null, TopicsSettings::views));
    cases.addAll(topic("training", 1, Duration.ofDays(7), TopicsSettings::training));
    cases.addAll(topic("training-control", 4, Duration.ofDays(7), TopicsSettings::trainingControl));
    return cases;
  }

  private static List<Case> topic(
      String id,
      int partitions,
      Duration retention,
      Function<TopicsSettings, TopicSettings> getter) {
    Function<MekikiConfig, TopicSettings> topic = c -> getter.apply(c.topics());
    List<Case> cases = new ArrayList<>();
    cases.add(
        new Case(
            "topics." + id + ".name",
            "mekiki." + id,
            "x.${prefix}y",
            "x.mekiki.y",
            topic.andThen(TopicSettings::name)));
    cases.add(
        new Case(
            "topics." + id + ".partitions",
            partitions,
            "17",
            17,
            topic.andThen(TopicSettings::partitions)));
    if (retention != null) {
      cases.add(
          new Case(
              "topics." + id + ".retention",
              Optional.of(retention),
              "90m",
              Optional.of(Duration.ofMinutes(90)),
              topic.andThen(TopicSettings::retention)));
    }
    return cases;
  }

  private static List<Case> score() {
    return List.of(
        score("application-id", "mekiki-score", "line-4", "line-4", ScoreSettings::applicationId),
        score("threads", 0, "4", 4, ScoreSettings::threads),
        score(
            "guarantee",
            Guarantee.EXACTLY_ONCE,
            "at_least_once",
            Guarantee.AT_LEAST_ONCE,
            ScoreSettings::guarantee),
        score(
            "commit-interval",
            Duration.ofMillis(100),
            "250ms",
            Duration.ofMillis(250),
            ScoreSettings::commitInterval),
        score(
            "transaction-timeout",
            Duration.ofSeconds(60),
            "2m",
            Duration.ofMinutes(2),
            ScoreSettings::transactionTimeout),
        score("buffered-frames", 8, "16", 16, ScoreSettings::bufferedFrames),
        score(
            "group-protocol",
            GroupProtocol.CLASSIC,
            "streams",
            GroupProtocol.STREAMS,
            ScoreSettings::groupProtocol),
        score(
            "scores.format",
            RecordFormat.AVRO,
            "json",
            RecordFormat.JSON,
            ScoreSettings::scoresFormat),
        score(
            "anomalies.format",
            RecordFormat.JSON,
            "avro",
            RecordFormat.AVRO,
            ScoreSettings::anomaliesFormat),
        score(
            "heatmaps.format",
            AvroFormat.AVRO,
            "confluent-avro",
            AvroFormat.CONFLUENT_AVRO,
            ScoreSettings::heatmapsFormat),
        score(
            "thresholds",
            Map.of(),
            "cam-1=12.5, left=cam = 3",
            Map.of("cam-1", 12.5, "left=cam", 3.0),
            ScoreSettings::thresholds),
        score("max-regions", 16, "3", 3, ScoreSettings::maxRegions),
        score(
            "models.max-bytes",
            Optional.empty(),
            "512MiB",
            Optional.of(512L << 20),
            ScoreSettings::modelsMaxBytes),
        score(
            "models.cache",
            Optional.empty(),
            "/var/cache/mekiki",
            Optional.of(Path.of("/var/cache/mekiki")),
            ScoreSettings::modelsCache),
        score(
            "models.cache-max-bytes",
            32L << 30,
            "2GiB",
            2L << 30,
            ScoreSettings::modelsCacheMaxBytes),
        score(
            "models.wanted",
            List.of(),
            "cam-1, cam-2",
            List.of("cam-1", "cam-2"),
            ScoreSettings::modelsWanted),
        score("warm-up", Duration.ofSeconds(2), "0s", Duration.ZERO, ScoreSettings::warmUp),
        score(
            "state-dir",
            Optional.empty(),
            "/var/s",
            Optional.of(Path.of("/var/s")),
            ScoreSettings::stateDir),
        score(
            "state-memory",
            Optional.empty(),
            "64MiB",
            Optional.of(64L << 20),
            ScoreSettings::stateMemory));
  }

  private static Case score(
      String key, Object byDefault, String text, Object set, Function<ScoreSettings, Object> get) {
    return new Case("score." + key, byDefault, text, set, c -> get.apply(c.score()));
  }

  private static List<Case> alarms() {
    return List.of(
        alarms(
            "kinds",
            EnumSet.allOf(AlarmKind.class),
            "drift, no-frames",
            EnumSet.of(AlarmKind.DRIFT, AlarmKind.NO_FRAMES),
            AlarmRules::kinds),
        alarms(
            "minimum-duration",
            Duration.ofSeconds(30),
            "0ms",
            Duration.ZERO,
            AlarmRules::minimumDuration),
        alarms(
            "forget-after", Duration.ofDays(7), "1h", Duration.ofHours(1), AlarmRules::forgetAfter),
        alarms("anomalous.frames", 3, "2", 2, a -> a.anomalous().frames()),
        alarms("anomalous.window", 5, "7", 7, a -> a.anomalous().window()),
        alarms("anomalous.clear-frames", 0, "1", 1, a -> a.anomalous().clearFrames()),
        alarms("unscorable.frames", 3, "2", 2, a -> a.unscorable().frames()),
        alarms("unscorable.window", 10, "7", 7, a -> a.unscorable().window()),
        alarms("unscorable.clear-frames", 0, "1", 1, a -> a.unscorable().clearFrames()),
        alarms(
            "no-frames.after",
            Duration.ofMinutes(5),
            "20s",
            Duration.ofSeconds(20),
            AlarmRules::noFramesAfter),
        alarms(
            "drift.window",
            Duration.ofHours(1),
            "8h",
            Duration.ofHours(8),
            a -> a.drift().window()),
        alarms("drift.minimum-frames", 100, "50", 50, a -> a.drift().minimumFrames()),
        alarms("drift.psi", 0.25, "0.5", 0.5, a -> a.drift().psi()),
        alarms("drift.clear-psi", 0.1, "0.2", 0.2, a -> a.drift().clearPsi()));
  }

  private static Case alarms(
      String key, Object byDefault, String text, Object set, Function<AlarmRules, Object> get) {
    return new Case("alarms." + key, byDefault, text, set, c -> get.apply(c.alarms()));
  }

  private static List<Case> train() {
    return List.of(
        train("application-id", "mekiki-train", "school", "school", TrainSettings::applicationId),
        train("threads", 0, "2", 2, TrainSettings::threads),
        train("fold-every", 200, "50", 50, TrainSettings::foldEvery),
        train("validation.max-frames", 1000, "50", 50, TrainSettings::validationMaxFrames),
        train(
            "backbone.precision",
            BackbonePrecision.FLOAT32,
            "int8",
            BackbonePrecision.INT8,
            TrainSettings::backbonePrecision),
        train("backbone.calibration-frames", 40, "20", 20, TrainSettings::backboneFrames),
        train("backbone.max-noise", 0.1, "0.05", 0.05, TrainSettings::backboneMaxNoise),
        train(
            "state-memory",
            Optional.empty(),
            "64MiB",
            Optional.of(64L << 20),
            TrainSettings::stateMemory),
        train(
            "commit-interval",
            Duration.ofMillis(250),
            "5s",
            Duration.ofSeconds(5),
            TrainSettings::commitInterval),
        train(
            "transaction-timeout",
            Duration.ofSeconds(60),
            "90s",
            Duration.ofSeconds(90),
            TrainSettings::transactionTimeout),
        train(
            "group-protocol",
            GroupProtocol.CLASSIC,
            "streams",
            GroupProtocol.STREAMS,
            TrainSettings::groupProtocol),
        train("store", StoreChoice.AUTO, "disk", StoreChoice.DISK, TrainSettings::store),
        train(
            "state-dir",
            Optional.empty(),
            "state",
            Optional.of(Path.of("state")),
            TrainSettings::stateDir),
        train(
            "run-expiry",
            Duration.ofHours(24),
            "2h",
            Duration.ofHours(2),
            TrainSettings::runExpiry));
  }

  private static Case train(
      String key, Object byDefault, String text, Object set, Function<TrainSettings, Object> get) {
    return new Case("train." + key, byDefault, text, set, c -> get.apply(c.train()));
  }

  private static List<Case> padim() {
    return List.of(
        padim(
            "backbone",
            BackboneSetting.ONLY_BUILT_IN,
            FILE.toString(),
            new BackboneSetting(List.of(Optional.of(FILE))),
            PadimSettings::backbone),
        padim("backbone.max-tiles", 64, "200", 200, PadimSettings::maxTiles),
        padim("features", List.of(), "a,b/c:0", List.of("a", "b/c:0"), PadimSettings::features),
        padim(
            "dimensions",
            new DimensionsSetting(200),
            "auto",
            DimensionsSetting.AUTO,
            PadimSettings::dimensions),
        padim("seed", 1024L, "-7", -7L, PadimSettings::seed),
        padim("grid", new GridSetting(28, 28), "14x20", new GridSetting(14, 20), s -> s.grid()),
        padim("neighbourhood", 3, "1", 1, PadimSettings::neighbourhood),
        padim(
            "reduction",
            ReductionMethod.STRATIFIED,
            "semi-orthogonal",
            ReductionMethod.SEMI_ORTHOGONAL,
            PadimSettings::reduction),
        padim(
            "regularization",
            RegularizationMethod.RELATIVE,
            "ledoit-wolf",
            RegularizationMethod.LEDOIT_WOLF,
            PadimSettings::regularization),
        padim("regularization.value", 0.01, "1e-3", 0.001, PadimSettings::regularizationValue),
        padim(
            "threshold.method",
            ThresholdMethod.QUANTILE,
            "f1",
            ThresholdMethod.F1,
            PadimSettings::thresholdMethod),
        padim("threshold.false-alarm-rate", 0.02, "0.05", 0.05, PadimSettings::falseAlarmRate),
        padim(
            "model.precision",
            ModelPrecision.INT8,
            "bf16",
            ModelPrecision.BF16,
            PadimSettings::modelPrecision));
  }

  private static Case padim(
      String key, Object byDefault, String text, Object set, Function<PadimSettings, Object> get) {
    return new Case("padim." + key, byDefault, text, set, c -> get.apply(c.padim()));
  }

  /** What a setting needs another one for. */
  private static String also(Case setting) {
    return setting.written().equals("confluent-avro") ? "registry.url = http://registry\n" : "";
  }

  private static List<Case> metrics() {
    return List.of(
        new Case(
            "metrics.otlp.endpoint",
            "",
            "https://collector:4318/",
            "https://collector:4318",
            c -> c.metrics().endpoint()),
        new Case(
            "metrics.otlp.interval",
            Duration.ofSeconds(30),
            "10s",
            Duration.ofSeconds(10),
            c -> c.metrics().interval()));
  }

  private static List<Case> tracing() {
    return List.of(
        new Case(
            "tracing.otlp.endpoint",
            "",
            "https://collector:4318/",
            "https://collector:4318",
            c -> c.tracing().endpoint()),
        new Case("tracing.ratio", 1.0, "0.05", 0.05, c -> c.tracing().ratio()));
  }

  private static List<Case> references() {
    return List.of(
        new Case(
            "references.allow",
            List.of(),
            "file:///srv/Prüfstand, https://store:9000/line",
            List.of(
                URI.create("file:///srv/Pr%C3%BCfstand"), URI.create("https://store:9000/line")),
            c -> c.references().allow()),
        new Case(
            "references.timeout",
            Duration.ofSeconds(5),
            "2s",
            Duration.ofSeconds(2),
            c -> c.references().timeout()));
  }

  private static List<Case> registry() {
    return List.of(
        new Case(
            "registry.url",
            List.of(),
            "https://a:8081/,http://b/apis/ccompat/v7",
            List.of("https://a:8081", "http://b/apis/ccompat/v7"),
            c -> c.registry().urls()),
        new Case("registry.user", "", "mekiki", "mekiki", c -> c.registry().user()),
        new Case(
            "registry.password",
            Optional.empty(),
            "x y",
            Optional.of(new Secret("x y")),
            c -> c.registry().password()),
        new Case(
            "registry.trusted-certificates",
            Optional.empty(),
            "pom.xml",
            Optional.of(FILE),
            c -> c.registry().trustedCertificates()),
        new Case("registry.auto-register", false, "true", true, c -> c.registry().autoRegister()),
        new Case(
            "registry.subjects",
            SubjectNaming.TOPIC,
            "record",
            SubjectNaming.RECORD,
            c -> c.registry().subjects()));
  }

  private static List<Case> rest() {
    return List.of(
        new Case(
            "models.signing-key",
            Optional.empty(),
            "pom.xml",
            Optional.of(FILE),
            c -> c.models().signingKey()),
        new Case(
            "models.trusted-keys",
            List.of(),
            "a.pub, b.pub",
            List.of(Path.of("a.pub"), Path.of("b.pub")),
            c -> c.models().trustedKeys()),
        new Case(
            "models.require-signature", false, "true", true, c -> c.models().requireSignature()),
        new Case(
            "models.allow-unsigned-networks",
            false,
            "true",
            true,
            c -> c.models().allowUnsignedNetworks()),
        new Case("image.max-pixels", 50_000_000L, "1000", 1000L, c -> c.image().maxPixels()),
        new Case("image.max-bytes", 64L << 20, "1MB", 1_000_000L, c -> c.image().maxBytes()),
        new Case(
            "image.bits",
            Map.of(),
            "cam-1=12, cam-2=10",
            Map.of("cam-1", 12, "cam-2", 10),
            c -> c.image().bits()),
        new Case(
            "image.other-shape",
            OtherShape.DEAD_LETTER,
            "warning",
            OtherShape.WARNING,
            c -> c.image().otherShape()),
        new Case(
            "image.not-aligned",
            NotAligned.ANOMALOUS,
            "dead-letter",
            NotAligned.DEAD_LETTER,
            c -> c.image().notAligned()),
        new Case(
            "image.unlike", Unlike.ANOMALOUS, "accept", Unlike.ACCEPT, c -> c.image().unlike()),
        new Case("web.enabled", true, "false", false, c -> c.web().enabled()),
        new Case("web.host", "127.0.0.1", "0.0.0.0", "0.0.0.0", c -> c.web().host()),
        new Case("web.port", 8080, "0", 0, c -> c.web().port()),
        new Case(
            "web.token",
            Optional.empty(),
            "0123456789abcdef",
            Optional.of(new Secret("0123456789abcdef")),
            c -> c.web().access().token()),
        new Case(
            "web.tls.certificate",
            Optional.empty(),
            "page.pem",
            Optional.of(Path.of("page.pem")),
            c -> c.web().access().certificate()),
        new Case(
            "web.tls.key",
            Optional.empty(),
            "page.key",
            Optional.of(Path.of("page.key")),
            c -> c.web().access().key()),
        new Case("web.insecure", false, "true", true, c -> c.web().access().insecure()),
        new Case("onnx.intra-op-threads", 1, "2", 2, c -> c.onnx().intraOpThreads()));
  }

  @Test
  void noSettingIsForgottenHere() {
    assertThat(cases().map(Case::key))
        .containsExactlyInAnyOrderElementsOf(
            ConfigKeys.all().stream().map(ConfigKey::name).toList());
  }

  @Test
  void everyFieldOfTheRecordsHasASetting() {
    int fields = 1; // kafka.bootstrap.servers; the rest of kafka is passed on
    for (Class<?> section :
        List.of(
            RegistrySettings.class,
            ReferenceSettings.class,
            ScoreSettings.class,
            AlarmRules.class,
            CountRule.class,
            CountRule.class,
            DriftRule.class,
            TrainSettings.class,
            ModelsSettings.class,
            PadimSettings.class,
            ImageSettings.class,
            WebSettings.class,
            WebSettings.Access.class,
            OnnxSettings.class,
            MetricsSettings.class,
            TracingSettings.class)) {
      fields += section.getRecordComponents().length;
    }
    // And topics.prefix and topics.site, less the retention of compacted topics, the record within
    // web's record, whether web's port was asked for, and the three records within that of alarms.
    long compacted = Arrays.stream(Topic.values()).filter(Topic::isCompacted).count();
    fields += 3 * Topic.values().length + 2 - 3 - (int) compacted;
    assertThat(ConfigKeys.all()).hasSize(fields);
    assertThat(
            Arrays.stream(MekikiConfig.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactly(
            "kafka",
            "topics",
            "registry",
            "references",
            "score",
            "alarms",
            "train",
            "models",
            "padim",
            "image",
            "web",
            "onnx",
            "metrics",
            "tracing");
  }

  @Test
  void noTwoSettingsShareAnEnvironmentVariable() {
    assertThat(ConfigKeys.all().stream().map(ConfigKey::environmentName)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leftOutItHasItsDefault(Case setting) {
    assertThat(setting.getter().apply(new ConfigLoader().load())).isEqualTo(setting.byDefault());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void setInAFileItArrives(Case setting, @TempDir Path folder) throws Exception {
    assertThat(setting.explicit()).isNotEqualTo(setting.byDefault());
    Path file = folder.resolve("mekiki.properties");
    Files.writeString(file, setting.key() + " = " + setting.written() + "\n" + also(setting));
    assertThat(setting.getter().apply(new ConfigLoader().file(file).load()))
        .isEqualTo(setting.explicit());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void setInTheEnvironmentItArrives(Case setting) {
    String variable =
        "MEKIKI_" + setting.key().toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_");
    Map<String, String> environment = new HashMap<>(Map.of(variable, setting.written()));
    if (!also(setting).isEmpty()) {
      environment.put("MEKIKI_REGISTRY_URL", "http://registry");
    }
    var config = new ConfigLoader().environment(environment).load();
    assertThat(setting.getter().apply(config)).isEqualTo(setting.explicit());
  }
}

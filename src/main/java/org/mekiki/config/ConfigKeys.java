package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings: names, valid values, defaults, descriptions. The documentation is made of them. */
public final class ConfigKeys {
  /** In a topic's name: what {@code topics.prefix} says. */
  static final String PREFIX_PLACE = "${prefix}";

  private static final String MAX_DAYS = "36500d";
  private static final Map<String, ConfigKey<?>> ALL = new LinkedHashMap<>();

  private static final ValueType<String> APPLICATION_ID =
      ValueTypes.text(
          "1 to 150 letters, digits, dots, dashes or underscores, " + PREFIX_PLACE + " among them",
          "(?=.)[\\w.-]{0,150}(\\$\\{prefix\\})?[\\w.-]{0,150}");

  public static final ConfigKey<String> BOOTSTRAP_SERVERS =
      key(
          "kafka.bootstrap.servers",
          ValueTypes.hostPorts(),
          null,
          "Brokers to connect to first. Required by everything that talks to a cluster.");

  public static final ConfigKey<String> TOPICS_PREFIX =
      key(
          "topics.prefix",
          ValueTypes.text(
              "up to 100 letters, digits, dots, dashes or underscores", "[A-Za-z0-9._-]{0,100}"),
          "mekiki.",
          "What topic names begin with where they say "
              + PREFIX_PLACE
              + ". Two installations on one cluster need two prefixes, and nothing else: the"
              + " groups' names follow from it.");
  public static final ConfigKey<String> TOPICS_SITE =
      key(
          "topics.site",
          ValueTypes.text(
              "up to 100 letters, digits, dots, dashes or underscores", "[\\w.-]{0,100}"),
          "",
          "Name of this site in the ce_source of events, so that those of several sites stay apart"
              + " where they are mirrored into one cluster. Nothing: the cluster's id.");
  public static final ConfigKey<Integer> TOPICS_REPLICATION_FACTOR =
      key(
          "topics.replication-factor",
          ValueTypes.integer(-1, 15),
          "-1",
          "Copies of each partition; -1 leaves it to the cluster's default. Also for the services'"
              + " internal topics.");
  public static final ConfigKey<Long> TOPICS_MAX_MESSAGE_BYTES =
      key(
          "topics.max-message-bytes",
          ValueTypes.bytes("64KiB", "1GiB"),
          "8MiB",
          "Largest frame that the topics for frames take. Dead letters get 1 MiB more for the"
              + " reason, up to 8 MiB in all: a larger letter leaves its frame out and says where"
              + " it lies.");
  static final Map<Topic, ConfigKey<String>> TOPIC_NAME = new EnumMap<>(Topic.class);
  static final Map<Topic, ConfigKey<Integer>> TOPIC_PARTITIONS = new EnumMap<>(Topic.class);
  static final Map<Topic, ConfigKey<Duration>> TOPIC_RETENTION = new EnumMap<>(Topic.class);

  static {
    for (Topic topic : Topic.values()) {
      topicKeys(topic);
    }
  }

  public static final ConfigKey<String> SCORE_APPLICATION_ID =
      key(
          "score.application-id",
          APPLICATION_ID,
          PREFIX_PLACE + "score",
          "Group that all instances of the scoring service share. "
              + PREFIX_PLACE
              + " is topics.prefix with a dot at its end written as a dash: mekiki-score by"
              + " default.");
  public static final ConfigKey<Integer> SCORE_THREADS =
      key(
          "score.threads",
          ValueTypes.integer(0, 256),
          "0",
          "Number of frames that one instance scores at the same time; 0: one per processor."
              + " Threads times onnx.intra-op-threads should not exceed the number of processors.");
  public static final ConfigKey<Guarantee> SCORE_GUARANTEE =
      key(
          "score.guarantee",
          ValueTypes.choice(Guarantee.class),
          "exactly_once_v2",
          "exactly_once_v2: no frame is lost or counted twice, whatever crashes. at_least_once:"
              + " lower latency; a frame may be scored twice after a crash, under the same id.");
  public static final ConfigKey<Duration> SCORE_COMMIT_INTERVAL =
      key(
          "score.commit-interval",
          ValueTypes.duration("1ms", "10m"),
          "100ms",
          "How often finished frames are committed. With exactly_once_v2 readers see scores only"
              + " then.");
  public static final ConfigKey<Duration> SCORE_TRANSACTION_TIMEOUT =
      key(
          "score.transaction-timeout",
          ValueTypes.duration("1s", "15m"),
          "60s",
          "Time after which the cluster gives up a transaction that is not committed. Only with"
              + " exactly_once_v2.");
  public static final ConfigKey<Integer> SCORE_BUFFERED_FRAMES =
      key(
          "score.buffered-frames",
          ValueTypes.integer(1, 1000),
          "8",
          "Frames that wait in memory for each partition; times the size of a frame, this is what"
              + " a partition costs.");
  public static final ConfigKey<GroupProtocol> SCORE_GROUP_PROTOCOL =
      key(
          "score.group-protocol",
          ValueTypes.choice(GroupProtocol.class),
          "classic",
          "How instances share the partitions: classic, or streams (KIP-1071) where the cluster"
              + " has it switched on.");
  public static final ConfigKey<RecordFormat> SCORE_SCORES_FORMAT =
      key(
          "score.scores.format",
          ValueTypes.choice(RecordFormat.class),
          "avro",
          "How scores are written. Mekiki's own commands read both, also mixed on one topic.");
  public static final ConfigKey<RecordFormat> SCORE_ANOMALIES_FORMAT =
      key(
          "score.anomalies.format",
          ValueTypes.choice(RecordFormat.class),
          "json",
          "How anomalies are written.");
  public static final ConfigKey<Map<String, Double>> SCORE_THRESHOLDS =
      key(
          "score.thresholds",
          ValueTypes.numbersByName("pairs CAMERA=SCORE", "1e9"),
          "",
          "Thresholds of these cameras, as raw scores, instead of the one that their model learned."
              + " Other cameras keep their model's.");
  public static final ConfigKey<Integer> SCORE_MAX_REGIONS =
      key(
          "score.max-regions",
          ValueTypes.integer(1, 1000),
          "16",
          "Maximum number of regions in one score; those with the highest peaks are kept.");
  public static final ConfigKey<Long> SCORE_MODELS_MAX_BYTES =
      key(
          "score.models.max-bytes",
          ValueTypes.bytes("1MiB", "1024GiB"),
          "2GiB",
          "Memory for loaded models; when it is full, the model that was not used for the longest"
              + " time is unloaded.");
  public static final ConfigKey<List<String>> SCORE_MODELS_WANTED =
      key(
          "score.models.wanted",
          ValueTypes.list("model keys"),
          "",
          "Models that this instance loads. Empty: all.");
  public static final ConfigKey<Optional<Path>> SCORE_STATE_DIR =
      key(
          "score.state-dir",
          ValueTypes.optionalFolder(),
          "",
          "Folder for the scoring service's local state; one for each instance on a machine."
              + " Nothing: a folder below the system's temporary one.");

  public static final ConfigKey<List<AlarmChoice>> ALARMS_KINDS =
      key(
          "alarms.kinds",
          ValueTypes.choices(AlarmChoice.class),
          "anomalous,unscorable,no-frames,drift",
          "Kinds of alarms that are raised; nothing: none. docs/alarms.md says what each means.");
  public static final ConfigKey<Duration> ALARMS_MINIMUM_DURATION =
      key(
          "alarms.minimum-duration",
          ValueTypes.duration("0ms", "1d"),
          "30s",
          "Shortest time that an alarm stays raised.");
  public static final ConfigKey<Duration> ALARMS_FORGET_AFTER =
      key(
          "alarms.forget-after",
          ValueTypes.duration("1m", MAX_DAYS),
          "7d",
          "A camera that sends nothing for this long is no longer watched, and its alarms are"
              + " cleared.");
  public static final ConfigKey<Integer> ALARMS_ANOMALOUS_FRAMES =
      key(
          "alarms.anomalous.frames",
          ValueTypes.integer(1, 1000),
          "3",
          "Number of anomalous frames, out of the last alarms.anomalous.window, that raises a"
              + " camera's alarm.");
  public static final ConfigKey<Integer> ALARMS_ANOMALOUS_WINDOW =
      key(
          "alarms.anomalous.window",
          ValueTypes.integer(1, 1000),
          "5",
          "Number of a camera's last scored frames in which anomalous ones are counted.");
  public static final ConfigKey<Integer> ALARMS_ANOMALOUS_CLEAR_FRAMES =
      key(
          "alarms.anomalous.clear-frames",
          ValueTypes.integer(0, 999),
          "0",
          "The alarm is cleared when the window holds this number of anomalous frames, or fewer.");
  public static final ConfigKey<Integer> ALARMS_UNSCORABLE_FRAMES =
      key(
          "alarms.unscorable.frames",
          ValueTypes.integer(1, 1000),
          "3",
          "Number of frames that could not be scored, out of the last alarms.unscorable.window,"
              + " that raises a camera's alarm.");
  public static final ConfigKey<Integer> ALARMS_UNSCORABLE_WINDOW =
      key(
          "alarms.unscorable.window",
          ValueTypes.integer(1, 1000),
          "10",
          "Number of a camera's last frames in which those that could not be scored are counted.");
  public static final ConfigKey<Integer> ALARMS_UNSCORABLE_CLEAR_FRAMES =
      key(
          "alarms.unscorable.clear-frames",
          ValueTypes.integer(0, 999),
          "0",
          "The alarm is cleared when the window holds this number of them, or fewer.");
  public static final ConfigKey<Duration> ALARMS_NO_FRAMES_AFTER =
      key(
          "alarms.no-frames.after",
          ValueTypes.duration("1s", "30d"),
          "5m",
          "An alarm is raised when a camera that has sent frames sends none for this long. Keep it"
              + " well above the time between two frames and the time of a rebalance.");
  public static final ConfigKey<Duration> ALARMS_DRIFT_WINDOW =
      key(
          "alarms.drift.window",
          ValueTypes.duration("1m", "30d"),
          "1h",
          "Time over which scores of good frames are compared with the model's validation.");
  public static final ConfigKey<Integer> ALARMS_DRIFT_MINIMUM_FRAMES =
      key(
          "alarms.drift.minimum-frames",
          ValueTypes.integer(2, 1_000_000),
          "100",
          "Drift is measured only when there are at least this many good frames in that time.");
  public static final ConfigKey<Double> ALARMS_DRIFT_PSI =
      key(
          "alarms.drift.psi",
          ValueTypes.real("0.01", "100"),
          "0.25",
          "Population stability index at which the alarm is raised, unless there are so few scores"
              + " that it may be chance.");
  public static final ConfigKey<Double> ALARMS_DRIFT_CLEAR_PSI =
      key(
          "alarms.drift.clear-psi",
          ValueTypes.real("0", "100"),
          "0.1",
          "The alarm is cleared when the index is at this value or below.");

  public static final ConfigKey<String> TRAIN_APPLICATION_ID =
      key(
          "train.application-id",
          APPLICATION_ID,
          PREFIX_PLACE + "train",
          "Group that all instances of the training service share; "
              + PREFIX_PLACE
              + " as for scoring: mekiki-train by default.");
  public static final ConfigKey<Integer> TRAIN_THREADS =
      key(
          "train.threads",
          ValueTypes.integer(0, 256),
          "0",
          "Threads of one instance; 0 for one more than processors, because one that commits"
              + " waits.");
  public static final ConfigKey<Integer> TRAIN_FOLD_EVERY =
      key(
          "train.fold-every",
          ValueTypes.integer(1, 10_000),
          "200",
          "Frames that are buffered for a tile before they are folded into its statistics. More"
              + " write less and take more memory.");
  public static final ConfigKey<Integer> TRAIN_VALIDATION_MAX_FRAMES =
      key(
          "train.validation.max-frames",
          ValueTypes.integer(1, 10_000),
          "1000",
          "Maximum number of good frames, and of held-out ones of each kind, that a model's"
              + " threshold is chosen from. They take disk while teaching, at most 1 GiB.");
  public static final ConfigKey<BackbonePrecision> TRAIN_BACKBONE_PRECISION =
      key(
          "train.backbone.precision",
          ValueTypes.choice(BackbonePrecision.class),
          "float32",
          "What the network of a model computes in. int8: a network is made for each model by its"
              + " first good frames, a half to a third of the time on processors with VNNI, and"
              + " published with it; scorers need nothing set. Where its features differ by too"
              + " much, the model keeps float32. The same for all instances.");
  public static final ConfigKey<Integer> TRAIN_BACKBONE_FRAMES =
      key(
          "train.backbone.calibration-frames",
          ValueTypes.integer(4, 1000),
          "40",
          "For int8: first good frames of a run that the network is made by, or all if there are"
              + " fewer. Every second one says which values occur; by the others it is compared.");
  public static final ConfigKey<Double> TRAIN_BACKBONE_MAX_NOISE =
      key(
          "train.backbone.max-noise",
          ValueTypes.real("0.001", "10"),
          "0.1",
          "For int8: most that a feature may differ, as a share of what good frames' features"
              + " differ by. Above, the model keeps float32.");
  public static final ConfigKey<Duration> TRAIN_COMMIT_INTERVAL =
      key(
          "train.commit-interval",
          ValueTypes.duration("1ms", "10m"),
          "250ms",
          "How often training's progress is committed.");
  public static final ConfigKey<Duration> TRAIN_TRANSACTION_TIMEOUT =
      key(
          "train.transaction-timeout",
          ValueTypes.duration("1s", "15m"),
          "60s",
          "Time after which the cluster gives up a transaction of the training service that is not"
              + " committed.");
  public static final ConfigKey<GroupProtocol> TRAIN_GROUP_PROTOCOL =
      key(
          "train.group-protocol",
          ValueTypes.choice(GroupProtocol.class),
          "classic",
          "As score.group-protocol, for the training service.");
  public static final ConfigKey<StoreChoice> TRAIN_STORE =
      key(
          "train.store",
          ValueTypes.choice(StoreChoice.class),
          "auto",
          "Where what has been learned and not yet published is kept, besides on the cluster."
              + " memory: in the heap. disk: below train.state-dir, as much as there is room, at"
              + " half the speed. auto: memory if one model's state takes at most a sixth of the"
              + " heap.");
  public static final ConfigKey<Optional<Path>> TRAIN_STATE_DIR =
      key(
          "train.state-dir",
          ValueTypes.optionalFolder(),
          "",
          "Folder for the training service's local state; one for each instance on a machine."
              + " Nothing: a folder below the system's temporary one.");
  public static final ConfigKey<Duration> TRAIN_RUN_EXPIRY =
      key(
          "train.run-expiry",
          ValueTypes.duration("1m", "30d"),
          "24h",
          "A teaching run that sends nothing for this long ends without a model, and what it"
              + " gathered is deleted.");

  public static final ConfigKey<Optional<Path>> MODELS_SIGNING_KEY =
      key(
          "models.signing-key",
          ValueTypes.optionalFile(),
          "",
          "Ed25519 private key, a PEM file, that signs the models which training and `mekiki"
              + " models` publish. Nothing: they are not signed. `mekiki models keygen` makes a"
              + " pair.");
  public static final ConfigKey<List<String>> MODELS_TRUSTED_KEYS =
      key(
          "models.trusted-keys",
          ValueTypes.list("PEM files"),
          "",
          "Public keys of those whose models are trusted.");
  public static final ConfigKey<Boolean> MODELS_REQUIRE_SIGNATURE =
      key(
          "models.require-signature",
          ValueTypes.bool(),
          "false",
          "Whether models that none of models.trusted-keys has signed are refused. Deleting a model"
              + " and going back to a version then need a signature as well.");
  public static final ConfigKey<Boolean> MODELS_ALLOW_UNSIGNED_NETWORKS =
      key(
          "models.allow-unsigned-networks",
          ValueTypes.bool(),
          "false",
          "Whether networks that come with models (train.backbone.precision = int8) are run though"
              + " none of models.trusted-keys has signed them. A network is native code's input:"
              + " only where people you trust alone write to the models topic.");

  public static final ConfigKey<Optional<Path>> PADIM_BACKBONE =
      key(
          "padim.backbone",
          ValueTypes.fileOr("built-in"),
          "built-in",
          "Network that computes the features: built-in, or an ONNX file.");
  public static final ConfigKey<List<String>> PADIM_FEATURES =
      key(
          "padim.features",
          ValueTypes.list("names of tensors"),
          "",
          "Tensors of the network that are looked at, e.g. the last ones of stride 4, 8 and 16;"
              + " none named: the built-in backbone's own. `mekiki backbone FILE` lists a file's.");
  public static final ConfigKey<Integer> PADIM_DIMENSIONS =
      key(
          "padim.dimensions",
          ValueTypes.integer(1, 10_000),
          "200",
          "Dimensions D to which the features of a patch are reduced; at most the features that"
              + " the network has.");
  public static final ConfigKey<Long> PADIM_SEED =
      key(
          "padim.seed",
          ValueTypes.anyLong(),
          "1024",
          "Seed of the random selection or projection.");
  public static final ConfigKey<GridSetting> PADIM_GRID =
      key(
          "padim.grid",
          ValueTypes.grid(),
          "28x28",
          "Grid of patches, one Gaussian for each. first-feature, or paper: the first feature's"
              + " own.");
  public static final ConfigKey<Integer> PADIM_NEIGHBOURHOOD =
      key(
          "padim.neighbourhood",
          ValueTypes.oddInteger(1, 15),
          "3",
          "Side of the patches' neighbourhood over which features are averaged; 1 for none, as in"
              + " the paper.");
  public static final ConfigKey<ReductionMethod> PADIM_REDUCTION =
      key(
          "padim.reduction",
          ValueTypes.choice(ReductionMethod.class),
          "stratified",
          "stratified: a seeded selection of features, the same share of each of the network's"
              + " tensors. random: a seeded selection over all of them, as in the paper."
              + " semi-orthogonal: a seeded projection. all: no reduction, padim.dimensions is not"
              + " used.");
  public static final ConfigKey<RegularizationMethod> PADIM_REGULARIZATION =
      key(
          "padim.regularization",
          ValueTypes.choice(RegularizationMethod.class),
          "relative",
          "What is added to a covariance. relative: a fraction of the mean variance over all"
              + " patches and features. absolute: a number, as in the paper. ledoit-wolf: an"
              + " estimate for each patch.");
  public static final ConfigKey<Double> PADIM_REGULARIZATION_VALUE =
      key(
          "padim.regularization.value",
          ValueTypes.real("1e-12", "1000"),
          "0.01",
          "The fraction of relative or the number of absolute; ledoit-wolf does not use it.");
  public static final ConfigKey<ThresholdMethod> PADIM_THRESHOLD_METHOD =
      key(
          "padim.threshold.method",
          ValueTypes.choice(ThresholdMethod.class),
          "quantile",
          "How a model's threshold is chosen. quantile: so that good frames lie over it at the rate"
              + " of padim.threshold.false-alarm-rate. f1: the best F1 of good and labelled"
              + " defective frames, where there are such; else as quantile. chi-square: from theory"
              + " and that rate alone.");
  public static final ConfigKey<Double> PADIM_FALSE_ALARM_RATE =
      key(
          "padim.threshold.false-alarm-rate",
          ValueTypes.real("0.0001", "0.5"),
          "0.02",
          "Target share of good frames over the threshold.");
  public static final ConfigKey<ModelPrecision> PADIM_MODEL_PRECISION =
      key(
          "padim.model.precision",
          ValueTypes.choice(ModelPrecision.class),
          "float32",
          "How a published model's numbers are stored, and kept for scoring. int8 takes a quarter"
              + " of float32's size, bf16 half of it. AUROC differs in the fourth digit.");

  public static final ConfigKey<Long> IMAGE_MAX_PIXELS =
      key(
          "image.max-pixels",
          ValueTypes.longInteger(1, 1_000_000_000),
          "50000000",
          "Maximum number of pixels of a frame; a larger one becomes a dead letter before it is"
              + " decoded. Decoding takes at most 8 bytes of memory for each pixel.");
  public static final ConfigKey<Long> IMAGE_MAX_BYTES =
      key(
          "image.max-bytes",
          ValueTypes.bytes("1KiB", "1GiB"),
          "64MiB",
          "Largest frame as it arrives, encoded or raw.");
  public static final ConfigKey<Map<String, Integer>> IMAGE_BITS =
      key(
          "image.bits",
          ValueTypes.integersByName("pairs CAMERA=BITS", 1, 16),
          "",
          "How many bits these cameras use of samples of 16 in PNG and TIFF: 10 or 12, for most"
              + " industrial cameras. A frame's header bits comes first. Other cameras use what"
              + " their model was taught with; teach finds that out by itself.");
  public static final ConfigKey<OtherShapeChoice> IMAGE_OTHER_SHAPE =
      key(
          "image.other-shape",
          ValueTypes.choice(OtherShapeChoice.class),
          "dead-letter",
          "What becomes of a frame whose aspect ratio differs by more than 2 % from the pictures"
              + " that its model was taught with: it would be stretched, and its score would mean"
              + " little.");

  public static final ConfigKey<Boolean> WEB_ENABLED =
      key("web.enabled", ValueTypes.bool(), "true", "Whether page, health and metrics are served.");
  public static final ConfigKey<String> WEB_HOST =
      key(
          "web.host",
          ValueTypes.text("a host name or address", "[^\\s:/]+|[0-9a-fA-F:.]+"),
          "127.0.0.1",
          "Address that the page listens on. Everything but loopback shows it to the network, and"
              + " needs web.token and TLS, or web.insecure.");
  public static final ConfigKey<Integer> WEB_PORT =
      key(
          "web.port",
          ValueTypes.integer(0, 65_535),
          "8080",
          "Port of the page; 0 for any free one. If it is not set and 8080 is in use, the next free"
              + " port is taken, and the service says which.");
  public static final ConfigKey<Optional<Secret>> WEB_TOKEN =
      key(
          "web.token",
          ValueTypes.secret(),
          "",
          "Secret that opens page, API and metrics: as a bearer token, or as the password of basic"
              + " authentication with any user. Not by --set, which others on the machine can"
              + " read.");
  public static final ConfigKey<Optional<Path>> WEB_TLS_CERTIFICATE =
      key(
          "web.tls.certificate",
          ValueTypes.optionalFile(),
          "",
          "Certificate of the page with its chain, a PEM file. Nothing: plain HTTP.");
  public static final ConfigKey<Optional<Path>> WEB_TLS_KEY =
      key(
          "web.tls.key",
          ValueTypes.optionalFile(),
          "",
          "Private key of that certificate, a PEM file in PKCS #8, not encrypted.");
  public static final ConfigKey<Boolean> WEB_INSECURE =
      key(
          "web.insecure",
          ValueTypes.bool(),
          "false",
          "Whether the page may go beyond loopback without a token or without TLS, for example"
              + " behind a proxy that does TLS.");

  public static final ConfigKey<Integer> ONNX_INTRA_OP_THREADS =
      key(
          "onnx.intra-op-threads",
          ValueTypes.integer(1, 256),
          "1",
          "Maximum number of threads that the network uses for one frame.");

  private ConfigKeys() {}

  /** All settings, in the order of the documentation; Kafka's own that are passed on not among. */
  public static List<ConfigKey<?>> all() {
    return List.copyOf(ALL.values());
  }

  static ConfigKey<?> find(String name) {
    return ALL.get(name);
  }

  static List<String> names() {
    return new ArrayList<>(ALL.keySet());
  }

  private static <T> ConfigKey<T> key(
      String name, ValueType<T> type, String defaultText, String description) {
    ConfigKey<T> key = new ConfigKey<>(name, type, defaultText, description);
    if (ALL.putIfAbsent(name, key) != null) {
      throw new IllegalStateException("setting " + name + " is defined twice");
    }
    return key;
  }

  private static void topicKeys(Topic topic) {
    String start = "topics." + topic.id() + ".";
    TOPIC_NAME.put(
        topic,
        key(
            start + "name",
            ValueTypes.text("a topic's name", "\\S{1,249}"),
            PREFIX_PLACE + topic.id(),
            "Topic with " + topic.holds() + "."));
    TOPIC_PARTITIONS.put(
        topic,
        key(
            start + "partitions",
            ValueTypes.integer(1, 10_000),
            Integer.toString(topic.defaultPartitions()),
            "Partitions of the topic with " + topic.holds() + ", when it is created."));
    if (!topic.isCompacted()) {
      TOPIC_RETENTION.put(
          topic,
          key(
              start + "retention",
              ValueTypes.duration("1m", MAX_DAYS),
              topic.defaultRetention(),
              "How long the topic keeps " + topic.holds() + "."));
    }
  }
}

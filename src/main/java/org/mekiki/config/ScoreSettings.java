package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mekiki.config.choice.AvroFormat;
import org.mekiki.config.choice.GroupProtocol;
import org.mekiki.config.choice.Guarantee;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;

/**
 * The scoring service.
 *
 * @param threads 0 for one per processor
 * @param thresholds raw scores by camera, which take the place of their models' own
 * @param modelsCache empty: models are in the heap
 * @param modelsWanted model keys; empty for all
 * @param warmUp longest time that synthetic frames are scored before the group is joined
 * @param stateDir empty for a folder below the system's temporary one
 */
public record ScoreSettings(
    String applicationId,
    int threads,
    Guarantee guarantee,
    Duration commitInterval,
    Duration transactionTimeout,
    int bufferedFrames,
    GroupProtocol groupProtocol,
    RecordFormat scoresFormat,
    RecordFormat anomaliesFormat,
    AvroFormat heatmapsFormat,
    Map<String, Double> thresholds,
    int maxRegions,
    Optional<Long> modelsMaxBytes,
    Optional<Path> modelsCache,
    long modelsCacheMaxBytes,
    List<String> modelsWanted,
    Duration warmUp,
    Optional<Path> stateDir,
    Optional<Long> stateMemory) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<String> APPLICATION_ID =
      KEYS.key(
          "score.application-id",
          GroupNames.CONFIGURED,
          GroupNames.PREFIX_PLACE + "score",
          "Consumer group of all instances of the scoring service. In "
              + GroupNames.PREFIX_PLACE
              + " a dot at the end of topics.prefix becomes a dash: mekiki-score by default.");
  public static final ConfigKey<Integer> THREADS =
      KEYS.key(
          "score.threads",
          ValueTypes.integer(0, 256),
          "0",
          "Number of frames that one instance scores at the same time; 0: one per processor."
              + " Threads times onnx.intra-op-threads should not exceed the number of processors.");
  public static final ConfigKey<Guarantee> GUARANTEE =
      KEYS.key(
          "score.guarantee",
          ValueTypes.choice(Guarantee.class),
          "exactly_once_v2",
          "exactly_once_v2: no frame is lost or counted twice, whatever crashes. at_least_once:"
              + " lower latency; a frame may be scored twice after a crash, under the same id.");
  public static final ConfigKey<Duration> COMMIT_INTERVAL =
      KEYS.key(
          "score.commit-interval",
          ValueTypes.duration("1ms", "10m"),
          "100ms",
          "How often finished frames are committed. With exactly_once_v2 readers see scores only"
              + " then.");
  public static final ConfigKey<Duration> TRANSACTION_TIMEOUT =
      KEYS.key(
          "score.transaction-timeout",
          ValueTypes.duration("1s", "15m"),
          "60s",
          "Time after which the cluster gives up a transaction that is not committed. Only with"
              + " exactly_once_v2.");
  public static final ConfigKey<Integer> BUFFERED_FRAMES =
      KEYS.key(
          "score.buffered-frames",
          ValueTypes.integer(1, 1000),
          "8",
          "Maximum number of frames that wait in memory per partition.");
  public static final ConfigKey<GroupProtocol> GROUP_PROTOCOL =
      KEYS.key(
          "score.group-protocol",
          ValueTypes.choice(GroupProtocol.class),
          "classic",
          "How instances share the partitions: classic, or streams (KIP-1071) if the cluster has it"
              + " enabled.");
  public static final ConfigKey<RecordFormat> SCORES_FORMAT =
      KEYS.key(
          "score.scores.format",
          ValueTypes.choice(RecordFormat.class),
          "avro",
          "How scores are written; confluent-avro needs registry.url. Mekiki's own commands read"
              + " all, also mixed on one topic.");
  public static final ConfigKey<RecordFormat> ANOMALIES_FORMAT =
      KEYS.key(
          "score.anomalies.format",
          ValueTypes.choice(RecordFormat.class),
          "json",
          "How anomalies are written; confluent-avro needs registry.url.");
  public static final ConfigKey<AvroFormat> HEATMAPS_FORMAT =
      KEYS.key(
          "score.heatmaps.format",
          ValueTypes.choice(AvroFormat.class),
          "avro",
          "How heatmaps are written; confluent-avro needs registry.url.");
  public static final ConfigKey<Map<String, Double>> THRESHOLDS =
      KEYS.key(
          "score.thresholds",
          ValueTypes.numbersByName("pairs CAMERA=SCORE", "1e9"),
          "",
          "Thresholds of these cameras, as raw scores, instead of the one that their model learned."
              + " Other cameras keep their model's.");
  public static final ConfigKey<Integer> MAX_REGIONS =
      KEYS.key(
          "score.max-regions",
          ValueTypes.integer(1, 1000),
          "16",
          "Maximum number of regions in one score; those with the highest peaks are kept.");
  public static final ConfigKey<Optional<Long>> MODELS_MAX_BYTES =
      KEYS.key(
          "score.models.max-bytes",
          ValueTypes.bytesOrAuto("1MiB", "1024GiB"),
          "auto",
          "Memory for loaded models; when it is full, the model that was not used for the longest"
              + " time is unloaded. auto: what the heap has left beside waiting frames"
              + " (docs/sizing.md).");
  public static final ConfigKey<Optional<Path>> MODELS_CACHE =
      KEYS.key(
          "score.models.cache",
          ValueTypes.optionalFolder(),
          "",
          "Folder on a local disk from which models in int8 are mapped instead of loaded into"
              + " the heap, for more models than fit into memory. Instances on a machine may share"
              + " it.");
  public static final ConfigKey<Long> MODELS_CACHE_MAX_BYTES =
      KEYS.key(
          "score.models.cache-max-bytes",
          ValueTypes.bytes("1MiB", "16384GiB"),
          "32GiB",
          "Largest size of score.models.cache. The folder also leaves a tenth of its disk"
              + " free, or 2 GiB if that is less. When it is full, files of old versions go first,"
              + " then those that were unused for longest.");
  public static final ConfigKey<List<String>> MODELS_WANTED =
      KEYS.key(
          "score.models.wanted",
          ValueTypes.list("model keys"),
          "",
          "Models that this instance loads. Empty: all.");
  public static final ConfigKey<Duration> WARM_UP =
      KEYS.key(
          "score.warm-up",
          ValueTypes.duration("0s", "1m"),
          "2s",
          "Longest time for which a new scorer scores synthetic frames before it joins its"
              + " group, so that its first real frames are fast. 0s: no warm-up.");
  public static final ConfigKey<Optional<Path>> STATE_DIR =
      KEYS.key(
          "score.state-dir",
          ValueTypes.optionalFolder(),
          "",
          "Folder for the scoring service's local state; each instance on a machine needs its own."
              + " Not set: a folder in the system's temporary folder.");
  public static final ConfigKey<Optional<Long>> STATE_MEMORY =
      KEYS.key(
          "score.state-memory",
          ValueTypes.bytesOrAuto("8MiB", "64GiB"),
          "auto",
          "Memory outside the heap that all of an instance's state on disk shares. auto: a"
              + " sixteenth of the heap, from 32 to 512 MiB.");

  public ScoreSettings {
    thresholds = Map.copyOf(thresholds);
    modelsWanted = List.copyOf(modelsWanted);
  }

  /** Threads on a machine with this number of processors, at least 1. */
  public int threadsOn(int processors) {
    return threads == 0 ? Math.max(1, processors) : threads;
  }

  static ScoreSettings of(Values values) {
    return new ScoreSettings(
        GroupNames.of(values).fill(values.get(APPLICATION_ID)),
        values.get(THREADS),
        values.get(GUARANTEE),
        values.get(COMMIT_INTERVAL),
        values.get(TRANSACTION_TIMEOUT),
        values.get(BUFFERED_FRAMES),
        values.get(GROUP_PROTOCOL),
        values.get(SCORES_FORMAT),
        values.get(ANOMALIES_FORMAT),
        values.get(HEATMAPS_FORMAT),
        values.get(THRESHOLDS),
        values.get(MAX_REGIONS),
        values.get(MODELS_MAX_BYTES),
        values.get(MODELS_CACHE),
        values.get(MODELS_CACHE_MAX_BYTES),
        values.get(MODELS_WANTED),
        values.get(WARM_UP),
        values.get(STATE_DIR),
        values.get(STATE_MEMORY));
  }
}

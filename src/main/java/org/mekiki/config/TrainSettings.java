package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mekiki.config.choice.BackbonePrecision;
import org.mekiki.config.choice.GroupProtocol;
import org.mekiki.config.choice.StoreChoice;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;

/**
 * The training service.
 *
 * @param threads 0 for one more than processors
 * @param stateDir empty for a folder below the system's temporary one
 */
public record TrainSettings(
    String applicationId,
    int threads,
    int foldEvery,
    int validationMaxFrames,
    BackbonePrecision backbonePrecision,
    int backboneFrames,
    double backboneMaxNoise,
    Duration commitInterval,
    Duration transactionTimeout,
    GroupProtocol groupProtocol,
    StoreChoice store,
    Optional<Path> stateDir,
    Optional<Long> stateMemory,
    Duration runExpiry) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<String> APPLICATION_ID =
      KEYS.key(
          "train.application-id",
          GroupNames.CONFIGURED,
          GroupNames.PREFIX_PLACE + "train",
          "Consumer group of all instances of the training service; "
              + GroupNames.PREFIX_PLACE
              + " as in score.application-id: mekiki-train by default.");
  public static final ConfigKey<Integer> THREADS =
      KEYS.key(
          "train.threads",
          ValueTypes.integer(0, 256),
          "0",
          "Threads of one instance. 0: one more than processors, because a thread that commits"
              + " waits.");
  public static final ConfigKey<Integer> FOLD_EVERY =
      KEYS.key(
          "train.fold-every",
          ValueTypes.integer(1, 10_000),
          "200",
          "Frames that are buffered per tile before they are folded into its statistics. A"
              + " higher number writes less and takes more memory.");
  public static final ConfigKey<Integer> VALIDATION_MAX_FRAMES =
      KEYS.key(
          "train.validation.max-frames",
          ValueTypes.integer(1, 10_000),
          "1000",
          "Maximum number of good frames, and of held-out ones of each kind, that a model's"
              + " threshold is chosen from. They take disk while teaching, at most 1 GiB.");
  public static final ConfigKey<BackbonePrecision> BACKBONE_PRECISION =
      KEYS.key(
          "train.backbone.precision",
          ValueTypes.choice(BackbonePrecision.class),
          "float32",
          "Precision of a model's network. int8: each model gets its own network, made with"
              + " its first good frames and published with it. It takes a third to half of the time"
              + " on processors with VNNI. All trainers need the same value; scorers need no"
              + " setting.");
  public static final ConfigKey<Integer> BACKBONE_FRAMES =
      KEYS.key(
          "train.backbone.calibration-frames",
          ValueTypes.integer(4, 1000),
          "40",
          "For int8: number of good frames at the start of a run that the network is made and"
              + " checked with.");
  public static final ConfigKey<Double> BACKBONE_MAX_NOISE =
      KEYS.key(
          "train.backbone.max-noise",
          ValueTypes.real("0.001", "10"),
          "0.1",
          "For int8: largest change of a feature by int8, as a share of its spread over good"
              + " frames. Above it the model keeps float32.");
  public static final ConfigKey<Duration> COMMIT_INTERVAL =
      KEYS.key(
          "train.commit-interval",
          ValueTypes.duration("1ms", "10m"),
          "250ms",
          "How often training's progress is committed.");
  public static final ConfigKey<Duration> TRANSACTION_TIMEOUT =
      KEYS.key(
          "train.transaction-timeout",
          ValueTypes.duration("1s", "15m"),
          "60s",
          "Time after which the cluster gives up a transaction of the training service that is not"
              + " committed.");
  public static final ConfigKey<GroupProtocol> GROUP_PROTOCOL =
      KEYS.key(
          "train.group-protocol",
          ValueTypes.choice(GroupProtocol.class),
          "classic",
          "As score.group-protocol, for the training service.");
  public static final ConfigKey<StoreChoice> STORE =
      KEYS.key(
          "train.store",
          ValueTypes.choice(StoreChoice.class),
          "auto",
          "Where the state of open teaching runs is kept, besides on the cluster. memory: in the"
              + " heap. disk: in train.state-dir, at half the speed. auto: memory if one model's"
              + " state takes at most a sixth of the heap.");
  public static final ConfigKey<Optional<Path>> STATE_DIR =
      KEYS.key(
          "train.state-dir",
          ValueTypes.optionalFolder(),
          "",
          "Folder for the training service's local state; each instance on a machine needs its own."
              + " Not set: a folder in the system's temporary folder.");
  public static final ConfigKey<Optional<Long>> STATE_MEMORY =
      KEYS.key(
          "train.state-memory",
          ValueTypes.bytesOrAuto("8MiB", "64GiB"),
          "auto",
          "As score.state-memory, for the training service. More makes train.store = disk"
              + " faster.");
  public static final ConfigKey<Duration> RUN_EXPIRY =
      KEYS.key(
          "train.run-expiry",
          ValueTypes.duration("1m", "30d"),
          "24h",
          "A teaching run that sends nothing for this long ends without a model, and what it"
              + " gathered is deleted.");

  /**
   * Threads on a machine with this number of processors. A thread that commits waits for the
   * brokers until all that it has sent is safe, megabytes a frame; meanwhile there is one more to
   * use its processor.
   */
  public int threadsOn(int processors) {
    return threads == 0 ? processors + 1 : threads;
  }

  static TrainSettings of(Values values) {
    return new TrainSettings(
        GroupNames.of(values).fill(values.get(APPLICATION_ID)),
        values.get(THREADS),
        values.get(FOLD_EVERY),
        values.get(VALIDATION_MAX_FRAMES),
        values.get(BACKBONE_PRECISION),
        values.get(BACKBONE_FRAMES),
        values.get(BACKBONE_MAX_NOISE),
        values.get(COMMIT_INTERVAL),
        values.get(TRANSACTION_TIMEOUT),
        values.get(GROUP_PROTOCOL),
        values.get(STORE),
        values.get(STATE_DIR),
        values.get(STATE_MEMORY),
        values.get(RUN_EXPIRY));
  }
}

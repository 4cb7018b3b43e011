package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The training service. The meaning of each stands at its key in {@link ConfigKeys}.
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
    Duration runExpiry) {

  /**
   * Threads on a machine with so many processors. A thread that commits waits for the brokers until
   * all that it has sent is safe, megabytes a frame; meanwhile there is one more to use its
   * processor.
   */
  public int threadsOn(int processors) {
    return threads == 0 ? processors + 1 : threads;
  }

  static TrainSettings of(Values values) {
    return new TrainSettings(
        GroupNames.of(values).fill(values.get(ConfigKeys.TRAIN_APPLICATION_ID)),
        values.get(ConfigKeys.TRAIN_THREADS),
        values.get(ConfigKeys.TRAIN_FOLD_EVERY),
        values.get(ConfigKeys.TRAIN_VALIDATION_MAX_FRAMES),
        values.get(ConfigKeys.TRAIN_BACKBONE_PRECISION),
        values.get(ConfigKeys.TRAIN_BACKBONE_FRAMES),
        values.get(ConfigKeys.TRAIN_BACKBONE_MAX_NOISE),
        values.get(ConfigKeys.TRAIN_COMMIT_INTERVAL),
        values.get(ConfigKeys.TRAIN_TRANSACTION_TIMEOUT),
        values.get(ConfigKeys.TRAIN_GROUP_PROTOCOL),
        values.get(ConfigKeys.TRAIN_STORE),
        values.get(ConfigKeys.TRAIN_STATE_DIR),
        values.get(ConfigKeys.TRAIN_RUN_EXPIRY));
  }
}

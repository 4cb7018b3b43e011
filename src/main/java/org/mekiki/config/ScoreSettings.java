package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scoring service. The meaning of each stands at its key in {@link ConfigKeys}.
 *
 * @param threads 0 for one per processor
 * @param thresholds raw scores by camera, which take the place of their models' own
 * @param modelsWanted model keys; empty for all
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
    Map<String, Double> thresholds,
    int maxRegions,
    long modelsMaxBytes,
    List<String> modelsWanted,
    Optional<Path> stateDir) {

  public ScoreSettings {
    thresholds = Map.copyOf(thresholds);
    modelsWanted = List.copyOf(modelsWanted);
  }

  /** Threads on a machine with so many processors, at least 1. */
  public int threadsOn(int processors) {
    return threads == 0 ? Math.max(1, processors) : threads;
  }

  static ScoreSettings of(Values values) {
    return new ScoreSettings(
        GroupNames.of(values).fill(values.get(ConfigKeys.SCORE_APPLICATION_ID)),
        values.get(ConfigKeys.SCORE_THREADS),
        values.get(ConfigKeys.SCORE_GUARANTEE),
        values.get(ConfigKeys.SCORE_COMMIT_INTERVAL),
        values.get(ConfigKeys.SCORE_TRANSACTION_TIMEOUT),
        values.get(ConfigKeys.SCORE_BUFFERED_FRAMES),
        values.get(ConfigKeys.SCORE_GROUP_PROTOCOL),
        values.get(ConfigKeys.SCORE_SCORES_FORMAT),
        values.get(ConfigKeys.SCORE_ANOMALIES_FORMAT),
        values.get(ConfigKeys.SCORE_THRESHOLDS),
        values.get(ConfigKeys.SCORE_MAX_REGIONS),
        values.get(ConfigKeys.SCORE_MODELS_MAX_BYTES),
        values.get(ConfigKeys.SCORE_MODELS_WANTED),
        values.get(ConfigKeys.SCORE_STATE_DIR));
  }
}

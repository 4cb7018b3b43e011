package org.mekiki.app.bench;

import java.time.Duration;
import org.mekiki.app.common.InRange;
import picocli.CommandLine.Option;

/** What {@code bench} puts on the services over the broker. */
final class BenchLoad {
  static final int GOOD = 300;

  @Option(
      names = "--good",
      paramLabel = "N",
      defaultValue = "" + GOOD,
      description = "Good frames to teach over the broker. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 3)
  int good;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Frames to score over the broker. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 20)
  int frames;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Number of cameras. Many spread evenly over the partitions. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  int cameras;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics with frames and scores. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  int partitions;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Scoring services that share the frames, in this process. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  int instances;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Time to score, and to teach, before the measurement. The JIT compiler's share after it"
              + " is reported. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 0)
  int warmUpSeconds;

  /** How long services work before they are timed. */
  Duration warmUp() {
    return Duration.ofSeconds(warmUpSeconds);
  }
}

package org.mekiki.web.line;

/**
 * What a {@link LineView} remembers at most; its memory is bounded by them whatever the line does.
 *
 * @param cameras whose numbers are kept; the one silent for longest makes room, 1 or more
 * @param history last scores of each camera, 1 or more; each takes 25 bytes
 * @param anomalies last anomalies, 1 or more
 * @param frameBytes for the latest picture of each camera, 0 or more; the oldest make room
 * @param anomalyBytes for the pictures of anomalies, each with a good frame of its camera, 0 or
 *     more; the oldest make room
 * @param otherBytes for each camera's last good frame, and for frames that were not scored, 0 or
 *     more
 * @param recentBytes for up to 20 of each camera's last frames, to set a view up on, 0 or more
 */
public record LineLimits(
    int cameras,
    int history,
    int anomalies,
    long frameBytes,
    long anomalyBytes,
    long otherBytes,
    long recentBytes) {
  private static final long MIB = 1024L * 1024;

  /**
   * 1,000 cameras, 500 scores of each, 2,000 anomalies; 96 MiB of frames, 64 MiB of anomalies, 64
   * MiB of others, 32 MiB of recent frames.
   */
  public static final LineLimits DEFAULT =
      new LineLimits(1000, 500, 2000, 96 * MIB, 64 * MIB, 64 * MIB, 32 * MIB);

  public LineLimits {
    atLeast("cameras", cameras, 1);
    atLeast("history", history, 1);
    atLeast("anomalies", anomalies, 1);
    atLeast("frameBytes", frameBytes, 0);
    atLeast("anomalyBytes", anomalyBytes, 0);
    atLeast("otherBytes", otherBytes, 0);
    atLeast("recentBytes", recentBytes, 0);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " " + value + ": " + least + " or more is valid");
    }
  }
}

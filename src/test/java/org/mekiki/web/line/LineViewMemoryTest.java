package org.mekiki.web.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.alarm.Drift;
import org.mekiki.web.Shots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page's memory is bounded, however many cameras there are and whatever they send. */
class LineViewMemoryTest {
  private static final Logger LOG = LoggerFactory.getLogger(LineViewMemoryTest.class);
  private static final long MIB = 1024 * 1024;
  private static final int CAMERAS = 1000;
  private static final int HISTORY = 500;
  private static final int BYTES_PER_SCORE = 25;
  private static final int PICTURE = 20_000;
  private static final int MAP = 2_000;

  /** Of a camera beside its history: ids, counts, its latest frame's numbers. */
  private static final long CAMERA = 4_000;

  private final LineLimits limits = new LineLimits(CAMERAS, HISTORY, 200, 8 * MIB, 2 * MIB, 0, 0);

  /** Others in this JVM make and leave garbage meanwhile: the least of so many counts. */
  private static final int ATTEMPTS = 3;

  private LineView view;

  @Test
  void aThousandCamerasAndMoreTakeNoMoreThanTheLimits() {
    long bound =
        limits.frameBytes()
            + limits.anomalyBytes()
            + CAMERAS * (HISTORY * BYTES_PER_SCORE + CAMERA);

    long first = leastHeap(CAMERAS);
    // Twice as many again, so that none of the first ones is left.
    long later = leastHeap(3 * CAMERAS);

    LOG.info("1,000 cameras take {} KiB, after 3,000 it is {} KiB", first / 1024, later / 1024);
    assertThat(first).as("heap that 1,000 cameras take").isBetween(limits.frameBytes(), bound);
    assertThat(later).as("heap after 3,000 cameras").isBetween(limits.frameBytes(), bound);
  }

  private long leastHeap(int cameras) {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      view = new LineView(limits, Clock.systemUTC());
      fill(view, 0, CAMERAS, 20);
      fill(view, CAMERAS, cameras, 20);
      assertThat(view.cameras(0, 1)).hasSize(CAMERAS);
      assertThat(view.camera("cam-0").isPresent()).isEqualTo(cameras == CAMERAS);
      assertThat(view.summary().scored()).isEqualTo(cameras * 20L);
      assertThat(view.pictureBytes())
          .isLessThanOrEqualTo(limits.frameBytes() + limits.anomalyBytes());
      long with = usedBytes();
      view = null;
      least = Math.min(least, with - usedBytes());
    }
    return least;
  }

  /** Every frame has bytes of its own; every tenth is anomalous. */
  private static void fill(LineView view, int from, int to, int frames) {
    for (int n = 0; n < frames; n++) {
      for (int camera = from; camera < to; camera++) {
        String id = "cam-" + camera;
        Inspection like = (n + camera) % 10 == 0 ? Shots.bad() : Shots.good();
        Inspection inspection =
            new Inspection(
                like.model(),
                like.modelVersion(),
                like.score(),
                like.normalizedScore(),
                like.threshold(),
                like.anomalous(),
                like.imageWidth(),
                like.imageHeight(),
                like.regions(),
                new EncodedHeatmap(2, 2, 0, 1, new byte[MAP]),
                like.times(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        view.scored(Shots.frame(id, new Frame.Encoded(new byte[PICTURE])), inspection);
        view.measured(id, new Drift(0.1, 0.05, 0.2, 1.1, 200));
      }
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

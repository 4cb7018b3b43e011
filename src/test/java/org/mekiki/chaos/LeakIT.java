package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What scoring and swapping models takes of memory, it gives back. */
@Timeout(value = 3, unit = TimeUnit.HOURS)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class LeakIT {
  private static final int FRAMES = Scale.of(8_000, 100_000);
  private static final int SWAPS = Scale.of(40, 200);

  /** The first part warms up: compiled code, allocators' caches. */
  private static final double WARM = 0.3;

  /** Compiled code and allocators go on to move a little. A kilobyte a frame would be 70 MB. */
  private static final long MAX_GROWTH_KILOBYTES = 24 * 1024;

  @TempDir Path folder;

  @Test
  void residentMemoryIsFlatOverFramesAndSwaps() throws Exception {
    List<String> jvm = List.of("-Xms160m", "-Xmx160m", "-XX:+AlwaysPreTouch");
    TreeMap<Integer, Long> resident = new TreeMap<>();
    try (Child probe =
        Child.java(
            "probe",
            folder,
            jvm,
            LeakProbe.class,
            folder.toString(),
            Integer.toString(FRAMES),
            Integer.toString(SWAPS))) {
      probe.start();
      assertThat(probe.await(Duration.ofMinutes(20))).as(probe.tail()).hasValue(0);
      probe
          .output()
          .lines()
          .map(line -> line.split(" "))
          .filter(words -> words.length == 2 && words[0].matches("\\d+"))
          .forEach(words -> resident.put(Integer.valueOf(words[0]), Long.valueOf(words[1])));
    }
    long warm = resident.ceilingEntry((int) (FRAMES * WARM)).getValue();
    long end = resident.lastEntry().getValue();
    ChaosReport.write(
        "leak-" + Scale.name(),
        Map.of(
            "frames", FRAMES,
            "swaps", SWAPS,
            "residentKilobytesWarm", warm,
            "residentKilobytesEnd", end,
            "residentKilobytes", resident));
    assertThat(end - warm).as("growth in kilobytes: %s", resident).isLessThan(MAX_GROWTH_KILOBYTES);
  }
}

package org.mekiki.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessMetersTest {
  @TempDir Path folder;

  @Test
  void readsTheResidentMemoryOfTheKernelsFile() throws Exception {
    Path status = folder.resolve("status");
    Files.writeString(
        status, "Name:\tjava\nVmPeak:\t  9999 kB\nVmRSS:\t    2048 kB\nThreads:\t7\n");
    assertThat(ProcessMeters.resident(status)).isEqualTo(2 * 1024 * 1024);
  }

  @Test
  void isNotANumberWhereThereIsNoSuchFile() throws Exception {
    assertThat(ProcessMeters.resident(folder.resolve("none"))).isNaN();
    Path other = folder.resolve("other");
    Files.writeString(other, "Name:\tjava\n");
    assertThat(ProcessMeters.resident(other)).isNaN();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessTakesMoreThanItsHeap() {
    PrometheusMeterRegistry registry = PrometheusRegistryFactory.create(Set.of());
    ProcessMeters.bind(registry, "score", "1.0", "built-in");
    assertThat(registry.get(Metric.RESIDENT.meterName()).gauge().value())
        .isBetween(10e6, Runtime.getRuntime().maxMemory() * 4.0);
    assertThat(registry.scrape().lines())
        .contains("mekiki_build_info{backbone=\"built-in\",service=\"score\",version=\"1.0\"} 1");
    registry.close();
  }
}

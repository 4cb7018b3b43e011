package org.mekiki.service.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.detect.Sights;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.web.topics.TrainingView;

class PageSightsTest {
  private final ModelManifest first = Models.manifest("part", 1, Models.selection(1));
  private final ModelManifest second = Models.manifest("part", 2, Models.selection(2));
  private final List<String> warnings = new ArrayList<>();
  private final PageSights sights = new PageSights(warnings::add);
  private final Map<Long, byte[]> records = new HashMap<>();

  private Map<Long, TrainingView.Sight> read() {
    return sights.of(
        "part", List.of(first, second), version -> Optional.ofNullable(records.get(version)));
  }

  private static byte[] of(String sha256) throws IOException {
    return KeptDetectability.of(sha256, Sights.some()).toBytes();
  }

  @Test
  void aRecordThatCannotBeUsedIsLeftOutAndSaidOnce() throws IOException {
    records.put(1L, "{}".getBytes(UTF_8));
    records.put(2L, of(second.chunks().sha256()));

    assertThat(read()).containsOnlyKeys(2L);
    assertThat(read()).containsOnlyKeys(2L);

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("the kept detectability of model 'part' version 1 can't be read: ");
  }

  @Test
  void anotherRecordThatCannotBeUsedIsSaidToo() throws IOException {
    records.put(1L, "{}".getBytes(UTF_8));
    read();
    records.put(1L, of("ab".repeat(32)));
    read();
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(1))
        .isEqualTo(
            "the kept detectability of model 'part' version 1 belongs to another model, with sha256"
                + " "
                + "ab".repeat(32));

    records.put(1L, of(first.chunks().sha256()));
    assertThat(read()).containsOnlyKeys(1L);
    assertThat(warnings).hasSize(2);
  }
}

package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelEventsTest {
  private final List<String> heard = new ArrayList<>();
  private final ModelManifest first = Models.manifest("part", 1, Models.selection(1));
  private final ModelManifest second = Models.manifest("part", 2, Models.selection(2));

  @Test
  void everyListenerHearsOfEveryEventInTheirOrder() {
    ModelEvents all = ModelEvents.of(List.of(new Recorder("a"), new Recorder("b")));
    all.loaded(first, 10, Duration.ofSeconds(1));
    all.swapped(first, second, 20, Duration.ofSeconds(2));
    all.refused(
        "part", 3, new ModelRefusedException(ModelRefusedException.Reason.ALTERED_CHUNK, "x"));
    all.evicted(second, 20);
    all.lost(second, new IllegalStateException("disk"));
    all.removed(second);
    all.deleted("part");
    all.sourceFailed(new IllegalStateException("on purpose"));
    assertThat(heard)
        .containsExactly(
            "a loaded 1 10 PT1S",
            "b loaded 1 10 PT1S",
            "a swapped 1 2 20 PT2S",
            "b swapped 1 2 20 PT2S",
            "a refused part 3 x",
            "b refused part 3 x",
            "a evicted 2 20",
            "b evicted 2 20",
            "a lost 2 disk",
            "b lost 2 disk",
            "a removed 2",
            "b removed 2",
            "a deleted part",
            "b deleted part",
            "a failed on purpose",
            "b failed on purpose");
  }

  private final class Recorder implements ModelEvents {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void loaded(ModelManifest manifest, long bytes, Duration took) {
      note("loaded", manifest.version(), bytes, took);
    }

    @Override
    public void swapped(ModelManifest from, ModelManifest to, long bytes, Duration took) {
      note("swapped", from.version(), to.version(), bytes, took);
    }

    @Override
    public void refused(String model, long version, ModelRefusedException why) {
      note("refused", model, version, why.getMessage());
    }

    @Override
    public void evicted(ModelManifest manifest, long bytes) {
      note("evicted", manifest.version(), bytes);
    }

    @Override
    public void lost(ModelManifest manifest, RuntimeException why) {
      note("lost", manifest.version(), why.getMessage());
    }

    @Override
    public void removed(ModelManifest manifest) {
      note("removed", manifest.version());
    }

    @Override
    public void deleted(String model) {
      note("deleted", model);
    }

    @Override
    public void sourceFailed(Throwable why) {
      note("failed", why.getMessage());
    }

    private void note(Object... what) {
      StringBuilder line = new StringBuilder(name);
      for (Object part : what) {
        line.append(' ').append(part);
      }
      heard.add(line.toString());
    }
  }
}

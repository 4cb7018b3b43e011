package org.mekiki.service.monitor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.mekiki.model.ModelManifest;
import org.mekiki.service.parts.KeptSight;
import org.mekiki.web.topics.TrainingView;

/** What kept versions can see, for the page. Not thread-safe. */
final class PageSights {
  private final Consumer<String> warn;

  /** Records that can't be used, of which that was said, by model and version. */
  private final Map<String, Map<Long, byte[]>> refused = new HashMap<>();

  /**
   * @param warn told once of each record that can't be used
   */
  PageSights(Consumer<String> warn) {
    this.warn = warn;
  }

  /**
   * Reads what there is of a model.
   *
   * @param record of a version, the same object as long as it does not change
   */
  Map<Long, TrainingView.Sight> of(
      String model, List<ModelManifest> kept, LongFunction<Optional<byte[]>> record) {
    Map<Long, TrainingView.Sight> seen = new HashMap<>();
    Map<Long, byte[]> before = refused.getOrDefault(model, Map.of());
    Map<Long, byte[]> now = new HashMap<>();
    for (ModelManifest manifest : kept) {
      long version = manifest.version();
      Optional<byte[]> json = record.apply(version);
      KeptSight.read(
              json,
              manifest,
              why -> {
                now.put(version, json.orElseThrow());
                if (before.get(version) != json.orElseThrow()) {
                  warn.accept(why);
                }
              })
          .ifPresent(sight -> seen.put(version, new TrainingView.Sight(sight, json.orElseThrow())));
    }
    if (now.isEmpty()) {
      refused.remove(model);
    } else {
      refused.put(model, now);
    }
    return seen;
  }
}

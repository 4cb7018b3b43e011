package org.mekiki.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mekiki.inspect.alarm.ScoreReference;
import org.mekiki.model.ModelManifest;

/** The models' references for drift, each made once for a version. Not thread-safe. */
final class ScoreReferences {
  private static final int MAX_MODELS = 100;

  private record Known(ModelManifest manifest, Optional<ScoreReference> reference) {}

  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_MODELS;
        }
      };

  @SuppressWarnings("ReferenceEquality") // the same manifest is the same object while it is served
  Optional<ScoreReference> of(ModelManifest manifest) {
    Known found = known.get(manifest.model());
    if (found == null || found.manifest() != manifest) {
      found =
          new Known(
              manifest,
              ScoreReference.of(
                  manifest.calibration().validationScores(), manifest.calibration().threshold()));
      known.put(manifest.model(), found);
    }
    return found.reference();
  }
}

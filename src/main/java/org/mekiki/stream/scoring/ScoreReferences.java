package org.mekiki.stream.scoring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mekiki.inspect.alarm.ScoreReference;
import org.mekiki.model.ModelManifest;

/**
 * The models' references for drift, each made once for a version and a threshold: a camera that is
 * judged by its own has other good frames. Not thread-safe.
 */
final class ScoreReferences {
  private static final int MOST = 100;

  private record Judge(String model, double threshold) {}

  private record Known(ModelManifest manifest, Optional<ScoreReference> reference) {}

  private final Map<Judge, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Judge, Known> eldest) {
          return size() > MOST;
        }
      };

  @SuppressWarnings("ReferenceEquality") // the same manifest is the same object while it is served
  Optional<ScoreReference> of(ModelManifest manifest, double threshold) {
    Judge judge = new Judge(manifest.model(), threshold);
    Known found = known.get(judge);
    if (found == null || found.manifest() != manifest) {
      found =
          new Known(
              manifest, ScoreReference.of(manifest.calibration().validationScores(), threshold));
      known.put(judge, found);
    }
    return found.reference();
  }
}

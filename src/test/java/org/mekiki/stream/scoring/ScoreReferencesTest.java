package org.mekiki.stream.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.alarm.ScoreReference;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.padim.threshold.MinMaxNormalizer;

/** What a camera's drift is held against. */
class ScoreReferencesTest {
  private static final double THRESHOLD = 100;

  private final ScoreReferences references = new ScoreReferences();
  private final ModelManifest manifest = manifest(1);

  /** A hundred good frames scored 0 to 99. */
  private static ModelManifest manifest(long version) {
    double[] scores = DoubleStream.iterate(0, score -> score + 1).limit(100).toArray();
    return Models.chunks(Models.selection(1))
        .manifest(
            "part",
            version,
            Models.TIME,
            Models.training(),
            Calibration.of(new MinMaxNormalizer(0, 200), THRESHOLD, "test", scores));
  }

  @Test
  void isMadeOnceForAVersion() {
    ScoreReference first = references.of(manifest, THRESHOLD).orElseThrow();
    assertThat(references.of(manifest, THRESHOLD)).containsSame(first);
    assertThat(references.of(manifest(2), THRESHOLD).orElseThrow()).isNotSameAs(first);
  }

  /** Its window holds none of the scores above 50, and without drift its reference must neither. */
  @Test
  void aCameraWithAThresholdOfItsOwnHasItsOwnReference() {
    ScoreReference model = references.of(manifest, THRESHOLD).orElseThrow();
    ScoreReference camera = references.of(manifest, 50).orElseThrow();
    assertThat(camera).isNotSameAs(model);
    assertThat(references.of(manifest, THRESHOLD)).containsSame(model);
    assertThat(references.of(manifest, 50)).containsSame(camera);
    assertThat(references.of(manifest, 10)).as("too few below it").isEmpty();
  }
}

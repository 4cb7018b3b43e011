package org.mekiki.web.topics;

import java.util.Locale;
import java.util.Optional;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.GoodFrames;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.text.Text;

/**
 * A version of a model in the API's JSON.
 *
 * @param seconds to fit and publish it
 * @param min lower end of its scale
 * @param max upper end
 * @param scores of the good frames that it was judged with, ascending
 * @param goodFrames how many false alarms to expect, and which good frames look unlike the rest
 * @param sight what it can see; null if nobody has measured it
 * @param input what the network is shown, in words; so are grid, features and covariance
 */
@SuppressWarnings("ArrayRecordComponent") // written once, then only made into JSON
record VersionFacts(
    long version,
    long createdAtMillis,
    long frames,
    long validationFrames,
    double seconds,
    double threshold,
    String thresholdDescription,
    double min,
    double max,
    double[] scores,
    GoodFrames goodFrames,
    SightFacts sight,
    String backbone,
    String layers,
    String input,
    String grid,
    String features,
    String covariance,
    long bytes,
    String precision) {

  static VersionFacts of(ModelManifest manifest, Optional<KeptDetectability> seen) {
    var training = manifest.training();
    var calibration = manifest.calibration();
    var shape = manifest.backbone().preprocessing().shape();
    return new VersionFacts(
        manifest.version(),
        training.trainedAt().toEpochMilli(),
        training.frames(),
        training.validationFrames(),
        training.seconds(),
        calibration.threshold(),
        calibration.thresholdDescription(),
        calibration.normalizer().min(),
        calibration.normalizer().max(),
        calibration.validationScores().stream().mapToDouble(Double::doubleValue).toArray(),
        calibration.goodFrames(),
        seen.map(SightFacts::of).orElse(null),
        manifest.backbone().name(),
        String.join(", ", manifest.backbone().features().stream().map(FeatureShape::name).toList()),
        shape.width() + " × " + shape.height(),
        Text.of(
            "%d × %d, neighbourhood %d",
            manifest.grid().width(), manifest.grid().height(), manifest.neighbourhood()),
        Text.of(
            "%d of %d (%s)",
            manifest.dimensions(),
            manifest.reduction().inputs(),
            lower(manifest.reduction().kind())),
        training.regularization(),
        manifest.chunks().totalBytes(),
        lower(manifest.chunks().precision()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

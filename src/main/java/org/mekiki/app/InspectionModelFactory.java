package org.mekiki.app;

import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.FeatureExtractor;
import org.mekiki.padim.MahalanobisDistance;
import org.mekiki.padim.Padim;

/**
 * Verified models → what scores. Factors are kept in the precision in which they were published, in
 * the distance kernel's layout only: the float32 that they were read as is let go.
 */
final class InspectionModelFactory implements ModelFactory<InspectionModel> {
  private final FeatureExtractor extractor;

  /**
   * @param extractor shared by all models; the caller's to close
   */
  InspectionModelFactory(FeatureExtractor extractor) {
    this.extractor = extractor;
  }

  @Override
  public InspectionModel create(VerifiedModel verified) {
    ModelManifest manifest = verified.manifest();
    Padim padim =
        Padim.builder(extractor)
            .model(verified.model())
            .precision(manifest.chunks().precision())
            .scoringOnly()
            .build();
    return new InspectionModel(
        manifest.model(),
        manifest.version(),
        verified.model().threshold(),
        padim,
        new ImagePreprocessor(manifest.backbone().preprocessing()));
  }

  @Override
  public long bytes(ModelManifest manifest) {
    return MahalanobisDistance.bytes(
        manifest.grid().patches(), manifest.dimensions(), manifest.chunks().precision());
  }
}

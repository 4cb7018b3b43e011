package org.mekiki.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxException;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.padim.Backbone;
import org.mekiki.padim.FeatureExtractor;
import org.mekiki.padim.MahalanobisDistance;
import org.mekiki.padim.Padim;

/**
 * Verified models → what scores. Factors are kept in the precision in which they were published, in
 * the distance kernel's layout only: the float32 that they were read as is let go. A model that
 * brings its network is scored with that one, for as long as anybody uses it.
 */
public final class InspectionModelFactory implements ModelFactory<InspectionModel> {
  /** What a session takes beside its graph, by measurement: 2 to 2.5 MB. */
  private static final long SESSION_BYTES = 3_000_000;

  /** Weights are there in the kernels' layout too. */
  private static final int GRAPH_COPIES = 2;

  private final FeatureExtractor extractor;
  private final SharedExtractors published;
  private final Map<InspectionModel, FeatureExtractor> own = new ConcurrentHashMap<>();

  /**
   * @param extractor for models without a network of their own; the caller's to close
   * @param published opens the networks of the others
   */
  public InspectionModelFactory(FeatureExtractor extractor, SharedExtractors published) {
    this.extractor = extractor;
    this.published = published;
  }

  @Override
  public InspectionModel create(VerifiedModel verified) {
    Optional<byte[]> graph = verified.graph().or(() -> earlier(verified.manifest().backbone()));
    if (graph.isEmpty()) {
      return model(verified, extractor);
    }
    FeatureExtractor network = open(verified, graph.get());
    try {
      InspectionModel model = model(verified, network);
      own.put(model, network);
      return model;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** The network as it was when the model was taught, if it is another one by now. */
  private Optional<byte[]> earlier(Backbone taught) {
    boolean ours =
        taught.sha256().equals(extractor.backbone().sha256())
            || !extractor.backbone().name().equals(Backbones.BUILT_IN);
    return ours ? Optional.empty() : Backbones.earlierBuiltIn(taught.sha256());
  }

  private FeatureExtractor open(VerifiedModel verified, byte[] graph) {
    try {
      return published.open(verified.manifest().backbone(), graph);
    } catch (OnnxException e) {
      throw BackboneFactory.notRun(verified.manifest(), e);
    }
  }

  private static InspectionModel model(VerifiedModel verified, FeatureExtractor network) {
    ModelManifest manifest = verified.manifest();
    Padim padim =
        Padim.builder(network)
            .model(verified.model())
            .precision(manifest.chunks().precision())
            .scoringOnly()
            .build();
    return new InspectionModel(
        manifest.model(),
        manifest.version(),
        verified.model().threshold(),
        padim,
        new ImagePreprocessor(manifest.backbone().preprocessing()),
        manifest.training().pictures());
  }

  /** A network is counted for each model that brings it, though models may share one. */
  @Override
  public long bytes(ModelManifest manifest) {
    long factors =
        MahalanobisDistance.bytes(
            manifest.grid().patches(), manifest.dimensions(), manifest.chunks().precision());
    return manifest.graph().exists()
        ? factors + SESSION_BYTES + GRAPH_COPIES * manifest.graph().bytes()
        : factors;
  }

  @Override
  public void release(InspectionModel model) {
    FeatureExtractor network = own.remove(model);
    if (network != null) {
      network.close();
    }
  }
}

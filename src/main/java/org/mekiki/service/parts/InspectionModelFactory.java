package org.mekiki.service.parts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.view.View;
import org.mekiki.view.Viewer;

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

  /** The extractor's network, for models with a view; null where there are none. */
  private final BackboneGraph network;

  private final SharedExtractors published;
  private final Map<InspectionModel, FeatureExtractor> own = new ConcurrentHashMap<>();

  /**
   * @param extractor for models without a network of their own; the caller's to close
   * @param published opens the networks of the others
   */
  public InspectionModelFactory(FeatureExtractor extractor, SharedExtractors published) {
    this(extractor, null, published);
  }

  /**
   * As the other one, for models with a view too.
   *
   * @param network what the extractor runs
   */
  public InspectionModelFactory(
      FeatureExtractor extractor, BackboneGraph network, SharedExtractors published) {
    this.extractor = extractor;
    this.network = network;
    this.published = published;
  }

  @Override
  public InspectionModel create(VerifiedModel verified) {
    Optional<byte[]> graph = verified.graph().or(() -> earlier(verified.manifest().backbone()));
    Optional<View> view = verified.manifest().view();
    if (graph.isEmpty() && view.isEmpty()) {
      return model(verified, extractor);
    }
    FeatureExtractor opened =
        graph.isPresent() ? open(verified, graph.get()) : open(verified, view.get());
    try {
      InspectionModel model = model(verified, opened);
      own.put(model, opened);
      return model;
    } catch (RuntimeException e) {
      opened.close();
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

  /** The scorer's network at the size that the view needs. */
  private FeatureExtractor open(VerifiedModel verified, View view) {
    if (network == null) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.UNUSABLE,
          verified.manifest().label() + " has a view, which is not looked through here");
    }
    try {
      return published.open(ViewedNetwork.of(view, network).graph());
    } catch (OnnxException e) {
      throw BackboneFactory.notRun(verified.manifest(), e);
    }
  }

  private static InspectionModel model(VerifiedModel verified, FeatureExtractor network) {
    ModelManifest manifest = verified.manifest();
    ImagePreprocessor preprocessor = new ImagePreprocessor(manifest.backbone().preprocessing());
    Viewer viewer =
        manifest
            .view()
            .map(view -> Viewer.of(view, preprocessor))
            .orElseGet(() -> Viewer.whole(preprocessor));
    PadimBuilder builder =
        Padim.builder(network)
            .model(verified.model())
            .precision(manifest.chunks().precision())
            .scoringOnly();
    viewer.patches(manifest.grid()).ifPresent(builder::patches);
    Padim padim = builder.build();
    return new InspectionModel(
        manifest.model(),
        manifest.version(),
        verified.model().threshold(),
        padim,
        viewer,
        manifest.training().pictures());
  }

  /** A network is counted for each model that brings it, though models may share one. */
  @Override
  public long bytes(ModelManifest manifest) {
    long factors =
        MahalanobisDistance.bytes(
            manifest.grid().patches(), manifest.dimensions(), manifest.chunks().precision());
    return manifest.graph().exists() || manifest.view().isPresent()
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

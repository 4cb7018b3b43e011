package org.mekiki.service.parts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.VerifiedModel;
import org.mekiki.model.chunk.StoredReduction;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.PreparedModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.map.PatchMask;
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

  /** What a model takes of the heap whose factors are mapped. */
  private static final long MAPPED_BYTES = 100_000;

  private final FeatureExtractor extractor;

  /** The extractor's network, for models with a view; null where there are none. */
  private final BackboneGraph network;

  private final SharedExtractors published;

  /** Null where models are in the heap. */
  private final ModelCache cache;

  private final Map<InspectionModel, FeatureExtractor> own = new ConcurrentHashMap<>();
  private final Set<InspectionModel> mapped = ConcurrentHashMap.newKeySet();

  /**
   * @param extractor for models without a network of their own; the caller's to close
   * @param published opens the networks of the others
   */
  public InspectionModelFactory(FeatureExtractor extractor, SharedExtractors published) {
    this(extractor, null, published);
  }

  /** As the other one, for models with a view too. */
  public InspectionModelFactory(
      FeatureExtractor extractor, BackboneGraph network, SharedExtractors published) {
    this(extractor, network, published, Optional.empty());
  }

  /**
   * As the other one, with factors outside the heap.
   *
   * @param cache where they are mapped from; it has to be told the models' events
   */
  public InspectionModelFactory(
      FeatureExtractor extractor,
      BackboneGraph network,
      SharedExtractors published,
      Optional<ModelCache> cache) {
    this.extractor = extractor;
    this.network = network;
    this.published = published;
    this.cache = cache.orElse(null);
  }

  @Override
  public InspectionModel create(VerifiedModel verified) {
    return withNetwork(verified.manifest(), verified.graph(), network -> model(verified, network));
  }

  /** A network that comes with a model, and a projection, are read from the topic each time. */
  @Override
  public Optional<InspectionModel> recall(ModelManifest manifest) {
    if (cache == null
        || !cache.takes(manifest)
        || manifest.graph().exists()
        || manifest.reduction().kind() != StoredReduction.Kind.SELECTION) {
      return Optional.empty();
    }
    Viewer viewer = viewer(manifest);
    return cache
        .find(manifest, viewer.patches(manifest.grid()))
        .map(
            distance ->
                withNetwork(
                    manifest,
                    Optional.empty(),
                    network ->
                        mapped(
                            manifest,
                            manifest.reduction().selection(),
                            distance,
                            viewer,
                            network)));
  }

  private InspectionModel withNetwork(
      ModelManifest manifest,
      Optional<byte[]> published,
      Function<FeatureExtractor, InspectionModel> make) {
    Optional<byte[]> graph = published.or(() -> earlier(manifest.backbone()));
    Optional<View> view = manifest.view();
    if (graph.isEmpty() && view.isEmpty()) {
      return make.apply(extractor);
    }
    FeatureExtractor opened =
        graph.isPresent() ? open(manifest, graph.get()) : open(manifest, view.get());
    try {
      InspectionModel model = make.apply(opened);
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

  private FeatureExtractor open(ModelManifest manifest, byte[] graph) {
    try {
      return published.open(manifest.backbone(), graph);
    } catch (OnnxException e) {
      throw BackboneFactory.notRun(manifest, e);
    }
  }

  /** The scorer's network at the size that the view needs. */
  private FeatureExtractor open(ModelManifest manifest, View view) {
    if (network == null) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.UNUSABLE,
          manifest.label() + " has a view, which is not looked through here");
    }
    BackboneGraph sized;
    try {
      sized = ViewedNetwork.of(view, network).graph();
    } catch (OnnxException e) {
      throw unusable("the network can't look through the view of " + manifest.label(), e);
    }
    try {
      return published.open(sized);
    } catch (OnnxException e) {
      throw unusable("the scorer's network can't be opened for " + manifest.label(), e);
    }
  }

  private static ModelRefusedException unusable(String what, OnnxException why) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.UNUSABLE, what + ": " + why.getMessage(), why);
  }

  private InspectionModel model(VerifiedModel verified, FeatureExtractor network) {
    ModelManifest manifest = verified.manifest();
    Viewer viewer = viewer(manifest);
    Optional<PatchMask> patches = viewer.patches(manifest.grid());
    if (cache != null && cache.takes(manifest)) {
      Optional<MahalanobisDistance> distance =
          cache
              .find(manifest, patches)
              .or(() -> cache.keep(manifest, patches, verified.model().gaussians()));
      if (distance.isPresent()) {
        Reduction reduction = verified.model().embedding().reduction();
        return mapped(manifest, reduction, distance.get(), viewer, network);
      }
    }
    PadimBuilder builder =
        Padim.builder(network)
            .model(verified.model())
            .precision(manifest.chunks().precision())
            .scoringOnly();
    return model(manifest, builder, viewer);
  }

  private InspectionModel mapped(
      ModelManifest manifest,
      Reduction reduction,
      MahalanobisDistance distance,
      Viewer viewer,
      FeatureExtractor network) {
    PreparedModel prepared =
        new PreparedModel(
            manifest.backbone(),
            new EmbeddingSettings(manifest.grid(), manifest.neighbourhood(), reduction),
            distance,
            manifest.calibration().normalizer(),
            manifest.calibration().threshold(),
            manifest.calibration().groups(),
            manifest.calibration().common(),
            manifest.training().pictures().looks());
    InspectionModel model = model(manifest, Padim.builder(network).prepared(prepared), viewer);
    mapped.add(model);
    return model;
  }

  private static InspectionModel model(
      ModelManifest manifest, PadimBuilder builder, Viewer viewer) {
    viewer.patches(manifest.grid()).ifPresent(builder::patches);
    builder.areas(viewer.areas());
    return new InspectionModel(
        manifest.model(),
        manifest.version(),
        manifest.calibration().threshold(),
        builder.build(),
        viewer,
        manifest.training().pictures());
  }

  private static Viewer viewer(ModelManifest manifest) {
    ImagePreprocessor preprocessor = new ImagePreprocessor(manifest.backbone().preprocessing());
    return manifest
        .view()
        .map(view -> Viewer.of(view, preprocessor))
        .orElseGet(() -> Viewer.whole(preprocessor));
  }

  @Override
  public long bytes(ModelManifest manifest) {
    return bytes(manifest, cache != null && cache.takes(manifest));
  }

  @Override
  public long bytes(ModelManifest manifest, InspectionModel model) {
    return bytes(manifest, mapped.contains(model));
  }

  /** A network is counted for each model that brings it, though models may share one. */
  private static long bytes(ModelManifest manifest, boolean inFile) {
    long factors =
        inFile
            ? MAPPED_BYTES
            : MahalanobisDistance.bytes(
                manifest.grid().patches(), manifest.dimensions(), manifest.chunks().precision());
    return manifest.graph().exists() || manifest.view().isPresent()
        ? factors + SESSION_BYTES + GRAPH_COPIES * manifest.graph().bytes()
        : factors;
  }

  @Override
  public void release(InspectionModel model) {
    mapped.remove(model);
    FeatureExtractor network = own.remove(model);
    if (network != null) {
      network.close();
    }
  }
}

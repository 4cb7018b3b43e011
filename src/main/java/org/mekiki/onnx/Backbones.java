package org.mekiki.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.ShapeInference;
import org.mekiki.onnx.graph.TensorShape;
import org.mekiki.onnx.graph.TokenGrid;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.ScatteringNetwork;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/** Where backbones come from: built in, or an ONNX file. */
public final class Backbones {
  /** Name of the built-in backbone, as options and models spell it. */
  public static final String BUILT_IN = "built-in";

  private Backbones() {}

  /**
   * The backbone that needs no file: a wavelet scattering network, 224×224, 695 features at 56×56,
   * 28×28 and 14×14. See {@link ScatteringNetwork} and, for how it is computed, {@link
   * ScatteringKernel}.
   */
  public static BackboneGraph builtIn() {
    return formula(ScatteringNetwork.standard());
  }

  /**
   * What the built-in backbone was in earlier releases, newest first: models that were taught then
   * name it, and keep scoring with it.
   */
  public static List<BackboneGraph> earlierBuiltIns() {
    return List.of(formula(ScatteringNetwork.withoutGain()));
  }

  /** The file of an earlier built-in backbone; empty if it has none with this checksum. */
  public static Optional<byte[]> earlierBuiltIn(String sha256) {
    return Optional.of(ScatteringNetwork.withoutGain())
        .filter(file -> Sha256.hex(file).equals(sha256));
  }

  /**
   * ResNet-18's first three stages with random weights, 224×224: as slow as a trained one, and of
   * no use but to measure that.
   */
  public static BackboneGraph randomResNet18() {
    Architecture.Builder builder = Architecture.RESNET18.builder();
    return generated(
        "random-resnet18", builder.build("resnet18", new RandomWeights(18), builder.usualSide()));
  }

  /** Its graph says what its features are: ONNX Runtime need not be loaded to ask. */
  private static BackboneGraph formula(byte[] bytes) {
    OnnxGraph graph = OnnxGraph.generated(bytes, BUILT_IN);
    ImageShape image = graph.inputShape().orElseThrow();
    Backbone backbone =
        new Backbone(
            BUILT_IN,
            Sha256.hex(bytes),
            Preprocessing.unit(image.height(), image.width()),
            graph.declaredFeatures());
    return new BackboneGraph(backbone, graph.cut(graph.outputNames()).forImage(image));
  }

  private static BackboneGraph generated(String name, byte[] bytes) {
    OnnxGraph graph = OnnxGraph.generated(bytes, name);
    ImageShape image = graph.inputShape().orElseThrow();
    Preprocessing preprocessing = Preprocessing.unit(image.height(), image.width());
    return prepare(name, Sha256.hex(bytes), graph, graph.outputNames(), preprocessing);
  }

  /**
   * An ONNX file, cut at the tensors that serve as features.
   *
   * @param file any ONNX file that takes an image
   * @param features tensors [1, channels, rows, columns], or a transformer's tokens ({@link
   *     TokenGrid}), in any order: the finest grid comes first in {@link Backbone#features()};
   *     empty for those of the file's sidecar, or without one those that {@link FeatureProposal}
   *     proposes
   * @param preprocessing how the network wants its input; null for the file's {@link Sidecar}, or
   *     without one ImageNet's at the graph's own input size
   * @throws OnnxException if the file or a tensor can't be used, or the sidecar names another file
   */
  public static BackboneGraph file(Path file, List<String> features, Preprocessing preprocessing) {
    byte[] bytes = OnnxGraph.readBytes(file);
    OnnxGraph graph = OnnxGraph.parse(bytes, file.toString());
    String sha256 = Sha256.hex(bytes);
    Sidecar sidecar = Sidecar.of(file);
    sidecar.requireSha256(file, sha256);
    Preprocessing input =
        preprocessing == null ? sidecar.preprocessing(graph.inputShape()) : preprocessing;
    List<String> names = features.isEmpty() ? sidecar.features() : features;
    if (names.isEmpty()) {
      names = FeatureProposal.of(graph, input.shape()).proposed();
    }
    return prepare(file.getFileName().toString(), sha256, graph, names, input);
  }

  /**
   * The graph that comes with a model, once it has been found to be what the model says of it.
   *
   * @param backbone what the model says
   * @param bytes an ONNX file whose outputs are the features, in their order
   * @throws OnnxException if it is another, or something is in it that {@link GraphCheck} does not
   *     allow
   */
  public static BackboneGraph published(Backbone backbone, byte[] bytes) {
    String name = "the graph of backbone '" + backbone.name() + "'";
    String sha256 = Sha256.hex(bytes);
    if (!sha256.equals(backbone.sha256())) {
      throw new OnnxException(
          Text.of(
              "%s has SHA-256 %s; the model names %s: publish or train it again",
              name, sha256, backbone.sha256()));
    }
    OnnxGraph graph = OnnxGraph.parse(bytes, name);
    graph.requireAllowed(); // all of it will be loaded, not only what the features need
    List<String> features = backbone.features().stream().map(FeatureShape::name).toList();
    ImageShape whole = backbone.preprocessing().shape();
    ImageShape taken = graph.inputShape().orElse(whole);
    Preprocessing input =
        taken.equals(whole)
            ? backbone.preprocessing()
            : backbone.preprocessing().withSize(taken.height(), taken.width());
    BackboneGraph one = prepare(backbone.name(), sha256, graph, features, input);
    BackboneGraph found = taken.equals(whole) ? one : one.tiled(whole.height(), whole.width());
    if (!graph.outputNames().equals(features)
        || graph.inputShape().isEmpty()
        || !found.backbone().equals(backbone)) {
      throw new OnnxException(
          Text.of(
              "%s gives %s from %s; the model names %s: train it again",
              name,
              found.backbone().features(),
              graph.inputShape().map(ShapeInference::describe).orElse("an image of any size"),
              backbone.features()));
    }
    return new BackboneGraph(
        backbone, graph.triedAs(found.graph()), found.tiles(), found.maxTiles());
  }

  /**
   * The same network for pictures of another size, not cropped: the same features on grids of the
   * size that follows. The checksum stays that of the network as it came.
   *
   * @throws OnnxException if the network takes no other size
   */
  public static BackboneGraph resized(BackboneGraph any, int height, int width) {
    BackboneGraph network = any.untiled();
    Backbone backbone = network.backbone();
    Preprocessing input = backbone.preprocessing().withSize(height, width);
    if (input.equals(backbone.preprocessing())) {
      return network;
    }
    List<String> features = backbone.features().stream().map(FeatureShape::name).toList();
    try {
      OnnxGraph graph =
          backbone.name().equals(BUILT_IN)
              ? OnnxGraph.generated(ScatteringNetwork.standard(height, width), BUILT_IN)
              : network.graph();
      return prepare(backbone.name(), backbone.sha256(), graph, features, input)
          .withMaxTiles(network.maxTiles());
    } catch (IllegalArgumentException | OnnxException e) {
      throw new OnnxException(
          Text.of(
              "backbone '%s' takes pictures of %dx%d and can't take %dx%d: %s",
              backbone.name(),
              backbone.preprocessing().shape().width(),
              backbone.preprocessing().shape().height(),
              width,
              height,
              e.getMessage()),
          e);
    }
  }

  /**
   * As {@link #resized}; but a network that takes no other size, or drops pixels there, looks at
   * pictures in {@link org.mekiki.padim.feature.ImageTiles}.
   *
   * @throws OnnxException if it can't be tiled either, or needs more tiles than {@link
   *     BackboneGraph#maxTiles}
   */
  public static BackboneGraph resizedOrTiled(BackboneGraph any, int height, int width) {
    BackboneGraph found = resizedOrInTiles(any, height, width);
    if (found.passes() > found.maxTiles()) {
      ImageShape tile = found.untiled().backbone().preprocessing().shape();
      throw new OnnxException(
          Text.of(
              "backbone '%s' would look at %dx%d pixels in %d tiles of %dx%d, one run of the"
                  + " network each; up to %d are valid: choose smaller inputs, fewer regions or a"
                  + " network that takes other sizes, or raise padim.backbone.max-tiles",
              found.backbone().name(),
              width,
              height,
              found.passes(),
              tile.width(),
              tile.height(),
              found.maxTiles()));
    }
    return found;
  }

  private static BackboneGraph resizedOrInTiles(BackboneGraph any, int height, int width) {
    BackboneGraph network = any.untiled();
    try {
      BackboneGraph found = resized(network, height, width);
      return losesPixels(network.backbone(), found.backbone())
          ? network.tiled(height, width)
          : found;
    } catch (OnnxException e) {
      if (network.backbone().name().equals(BUILT_IN)) {
        throw e;
      }
      try {
        return network.tiled(height, width);
      } catch (IllegalArgumentException alsoTiled) {
        throw new OnnxException(e.getMessage() + "; " + alsoTiled.getMessage(), e);
      }
    }
  }

  /** A transformer drops what is no whole patch at the right and lower border. */
  private static boolean losesPixels(Backbone own, Backbone resized) {
    ImageShape before = own.preprocessing().shape();
    ImageShape after = resized.preprocessing().shape();
    for (int f = 0; f < own.features().size(); f++) {
      FeatureShape was = own.features().get(f);
      FeatureShape is = resized.features().get(f);
      if (is.height() * before.height() < after.height() * was.height()
          || is.width() * before.width() < after.width() * was.width()) {
        return true;
      }
    }
    return false;
  }

  public static BackboneGraph prepare(
      String name,
      String sha256,
      OnnxGraph graph,
      List<String> features,
      Preprocessing preprocessing) {
    OnnxGraph cut = graph.cut(features).forImage(preprocessing.shape()).tried();
    List<TensorShape> all = cut.tensors();
    List<FeatureShape> shapes = new ArrayList<>();
    List<TokenGrid> grids = new ArrayList<>();
    for (String feature : features) {
      TensorShape tensor =
          all.stream().filter(t -> t.name().equals(feature)).findFirst().orElseThrow();
      if (tensor.isFeatureMap()) {
        List<Integer> sides = tensor.sides();
        shapes.add(new FeatureShape(tensor.name(), sides.get(1), sides.get(2), sides.get(3)));
      } else {
        TokenGrid grid = tokens(tensor, all, preprocessing.shape());
        grids.add(grid);
        shapes.add(grid.shape());
      }
    }
    shapes.sort(Comparator.comparingInt(shape -> -shape.height()));
    for (int i = 1; i < shapes.size(); i++) {
      FeatureShape finer = shapes.get(i - 1);
      FeatureShape coarser = shapes.get(i);
      if (coarser.width() > finer.width()) {
        throw new OnnxException(
            Text.of(
                "features '%s' (%dx%d) and '%s' (%dx%d): neither grid is the finer one",
                finer.name(),
                finer.height(),
                finer.width(),
                coarser.name(),
                coarser.height(),
                coarser.width()));
      }
    }
    OnnxGraph ordered = cut.withGrids(grids).cut(shapes.stream().map(FeatureShape::name).toList());
    return new BackboneGraph(new Backbone(name, sha256, preprocessing, shapes), ordered);
  }

  private static TokenGrid tokens(TensorShape tensor, List<TensorShape> all, ImageShape image) {
    return TokenGrid.of(tensor, all, image)
        .orElseThrow(
            () ->
                new OnnxException(
                    "tensor "
                        + tensor
                        + " is not a feature: it must be FLOAT [1, channels, rows, columns], or a"
                        + " transformer's tokens, FLOAT [1, tokens, channels], with the grid of a"
                        + " convolution before them"));
  }
}

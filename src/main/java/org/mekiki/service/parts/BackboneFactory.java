package org.mekiki.service.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.config.key.ConfigException;
import org.mekiki.config.type.BackboneSetting;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.PairedExtractor;
import org.mekiki.text.Text;

/**
 * Configuration → network, with what only the network can tell about the configuration.
 *
 * <pre>{@code
 * BackboneFactory backbone = new BackboneFactory();
 * MekikiConfig config = backbone.checkedBy(loader).load();
 * BackboneGraph graph = backbone.graph();
 * }</pre>
 */
public final class BackboneFactory {
  private final boolean takesTwo;
  private BackboneGraph graph;
  private BackboneGraph second;

  /** For commands and services that run one network. */
  public BackboneFactory() {
    this(false);
  }

  private BackboneFactory(boolean takesTwo) {
    this.takesTwo = takesTwo;
  }

  /** For a command that also runs two networks; {@link #extractors} has both. */
  public static BackboneFactory ofOneOrTwo() {
    return new BackboneFactory(true);
  }

  /**
   * The configured backbone, for a configuration that is checked already.
   *
   * @throws ConfigException if file, features or dimensions are wrong, with all that can be told
   */
  public static BackboneGraph load(MekikiConfig config) {
    BackboneFactory factory = new BackboneFactory();
    List<String> problems = factory.problems(config);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return factory.graph();
  }

  /**
   * For a client of services, which loads no network itself.
   *
   * @throws ConfigException if the configuration names two
   */
  public static void requireOne(MekikiConfig config) {
    BackboneSetting setting = config.padim().backbone();
    if (setting.networks().size() > 1) {
      throw new ConfigException(List.of(onlyOne(setting)));
    }
  }

  private static String onlyOne(BackboneSetting setting) {
    return Text.of(
        "padim.backbone is '%s', but only evaluate takes two networks today; valid: built-in or an"
            + " ONNX file",
        setting);
  }

  /** Has the loader load the network too, and tell what is wrong with it among the rest. */
  public ConfigLoader checkedBy(ConfigLoader loader) {
    return loader.check(
        this::problems,
        PadimSettings.BACKBONE,
        PadimSettings.FEATURES,
        PadimSettings.DIMENSIONS,
        PadimSettings.REDUCTION);
  }

  /** The network, while a configuration is checked; empty if it has none that can be used. */
  Optional<BackboneGraph> found() {
    return Optional.ofNullable(graph);
  }

  /** The network, once a configuration has been loaded with it. */
  public BackboneGraph graph() {
    if (graph == null) {
      throw new IllegalStateException("no configuration has been loaded");
    }
    return graph;
  }

  private List<String> problems(MekikiConfig config) {
    PadimSettings padim = config.padim();
    BackboneSetting setting = padim.backbone();
    boolean two = setting.networks().size() > 1;
    if (!takesTwo && two) {
      return List.of(onlyOne(setting));
    }
    List<String> problems = new ArrayList<>();
    try {
      graph = network(setting.networks().get(0), padim, problems);
      if (two) {
        second = network(setting.networks().get(1), padim, problems);
        toOneSize();
        checkPair(padim, problems);
      }
    } catch (OnnxException e) {
      problems.add(PadimSettings.BACKBONE.name() + ": " + e.getMessage());
      return problems;
    }
    int channels = Math.max(graph.backbone().channels(), two ? second.backbone().channels() : 0);
    if (padim.reduction() != ReductionMethod.ALL && padim.dimensions().number() > channels) {
      problems.add(
          Text.of(
              "padim.dimensions is %s, but backbone '%s' has %d features; valid: auto, or 1 to %d",
              padim.dimensions(), two ? setting : graph.backbone().name(), channels, channels));
    }
    return problems;
  }

  private static BackboneGraph network(
      Optional<Path> file, PadimSettings padim, List<String> problems) {
    if (file.isPresent()) {
      return Backbones.file(file.get(), padim.features(), null).withMaxTiles(padim.maxTiles());
    }
    if (!padim.features().isEmpty() && padim.backbone().isBuiltIn()) {
      problems.add(
          "padim.features is set, but the built-in backbone has its own; leave it out, or set"
              + " padim.backbone to an ONNX file");
    }
    return Backbones.builtIn();
  }

  /** Two networks look at the same pixels: the second at the first's size, or the other way. */
  private void toOneSize() {
    ImageShape own = graph.backbone().preprocessing().shape();
    try {
      second = Backbones.resized(second, own.height(), own.width());
    } catch (OnnxException e) {
      ImageShape other = second.backbone().preprocessing().shape();
      try {
        graph = Backbones.resized(graph, other.height(), other.width());
      } catch (OnnxException also) {
        throw new OnnxException(
            "two networks need one size: " + e.getMessage() + "; " + also.getMessage(), e);
      }
    }
  }

  private static void checkPair(PadimSettings padim, List<String> problems) {
    if (padim.reduction() == ReductionMethod.SEMI_ORTHOGONAL) {
      problems.add(
          "padim.reduction is semi-orthogonal, which mixes features; two networks are learned"
              + " apart: stratified, random and all are valid");
    }
    if (!padim.features().isEmpty()) {
      problems.add(
          "padim.features is set, but there are two networks; name them in the files beside the"
              + " networks, as `mekiki backbone cut` does");
    }
  }

  /** The network, ready to run with the configured threads. */
  public static OnnxFeatureExtractor extractor(BackboneGraph graph, MekikiConfig config) {
    return new OnnxFeatureExtractor(graph, options(config, OnnxOptions.DEFAULT.memoryArena()));
  }

  /** Begins to load the libraries of pictures and of the network, and to open it. */
  public static Ahead<OnnxFeatureExtractor> ahead(BackboneGraph graph, MekikiConfig config) {
    return Ahead.open(
        "mekiki-network",
        () -> {
          config.image().decoder();
          return extractor(graph, config);
        });
  }

  /**
   * The configured network or both, ready to run with the configured threads.
   *
   * @param first the first one, at the size that is needed
   * @throws OnnxException if the second one takes no pictures of that size
   */
  public FeatureExtractor extractors(BackboneGraph first, MekikiConfig config) {
    if (second == null) {
      return extractor(first, config);
    }
    ImageShape size = first.backbone().preprocessing().shape();
    BackboneGraph other = Backbones.resizedOrTiled(second, size.height(), size.width());
    return new PairedExtractor(extractor(first, config), extractor(other, config));
  }

  /**
   * Networks that come with models, to be run the same way, but for memory that each would keep
   * between its calls: there may be one for each camera.
   */
  public static SharedExtractors published(MekikiConfig config) {
    return new SharedExtractors(options(config, false));
  }

  /**
   * Takes models that a scorer with this network can run: its own, and with the built-in one those
   * of earlier releases too.
   */
  public static ModelAssembler assembler(BackboneGraph graph) {
    boolean builtIn = graph.backbone().name().equals(Backbones.BUILT_IN);
    List<BackboneGraph> earlier = builtIn ? Backbones.earlierBuiltIns() : List.of();
    return ModelAssembler.of(
        graph.backbone(), earlier.stream().map(BackboneGraph::backbone).toList());
  }

  /**
   * Looks into the network that comes with a model, if one does, as a scorer would before it is
   * run.
   *
   * @throws ModelRefusedException if it is not what the manifest says, or must not be run
   */
  public static void requireRunnable(VerifiedModel model) {
    try {
      model.graph().ifPresent(graph -> Backbones.published(model.manifest().backbone(), graph));
    } catch (OnnxException e) {
      throw notRun(model.manifest(), e);
    }
  }

  /** A model whose own network must not be run. */
  static ModelRefusedException notRun(ModelManifest manifest, OnnxException why) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.UNUSABLE,
        Text.of(
            "the network that comes with %s is not run: %s", manifest.label(), why.getMessage()),
        why);
  }

  private static OnnxOptions options(MekikiConfig config, boolean memoryArena) {
    return new OnnxOptions(config.onnx().intraOpThreads(), memoryArena);
  }
}

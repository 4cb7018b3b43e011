package org.mekiki.service.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mekiki.config.ConfigException;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.choice.ReductionMethod;
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
  private BackboneGraph graph;

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
    List<String> problems = new ArrayList<>();
    try {
      if (padim.backbone().isEmpty()) {
        graph = Backbones.builtIn();
        if (!padim.features().isEmpty()) {
          problems.add(
              "padim.features is set, but the built-in backbone has its own; leave it out, or set"
                  + " padim.backbone to an ONNX file");
        }
      } else {
        graph = Backbones.file(padim.backbone().get(), padim.features(), null);
      }
    } catch (OnnxException e) {
      problems.add(PadimSettings.BACKBONE.name() + ": " + e.getMessage());
      return problems;
    }
    int channels = graph.backbone().channels();
    if (padim.reduction() != ReductionMethod.ALL && padim.dimensions() > channels) {
      problems.add(
          String.format(
              Locale.ROOT,
              "padim.dimensions is %d, but backbone '%s' has %d features; valid: 1 to %d",
              padim.dimensions(),
              graph.backbone().name(),
              channels,
              channels));
    }
    return problems;
  }

  /** The network, ready to run with the configured threads. */
  public static OnnxFeatureExtractor extractor(BackboneGraph graph, MekikiConfig config) {
    return new OnnxFeatureExtractor(graph, options(config, OnnxOptions.DEFAULT.memoryArena()));
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
        String.format(
            Locale.ROOT,
            "the network that comes with %s is not run: %s",
            manifest.label(),
            why.getMessage()),
        why);
  }

  private static OnnxOptions options(MekikiConfig config, boolean memoryArena) {
    return new OnnxOptions(config.onnx().intraOpThreads(), memoryArena);
  }
}

package org.mekiki.app;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.config.ConfigException;
import org.mekiki.config.ConfigKeys;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.ReductionMethod;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxException;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.OnnxOptions;

/** Configuration → network, with what only the network can tell about the configuration. */
final class BackboneFactory {
  private BackboneFactory() {}

  /**
   * The configured backbone.
   *
   * @throws ConfigException if file, features or dimensions are wrong, with all that can be told
   */
  static BackboneGraph load(MekikiConfig config) {
    PadimSettings padim = config.padim();
    List<String> problems = new ArrayList<>();
    BackboneGraph graph = null;
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
      problems.add(ConfigKeys.PADIM_BACKBONE.name() + ": " + e.getMessage());
    }
    if (graph != null && padim.reduction() != ReductionMethod.ALL) {
      int channels = graph.backbone().channels();
      if (padim.dimensions() > channels) {
        problems.add(
            String.format(
                "padim.dimensions is %d, but backbone '%s' has %d features; legal is 1 to %d",
                padim.dimensions(), graph.backbone().name(), channels, channels));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return graph;
  }

  /** The network, ready to run with the configured threads. */
  static OnnxFeatureExtractor extractor(BackboneGraph graph, MekikiConfig config) {
    return new OnnxFeatureExtractor(
        graph, new OnnxOptions(config.onnx().intraOpThreads(), OnnxOptions.DEFAULT.memoryArena()));
  }
}

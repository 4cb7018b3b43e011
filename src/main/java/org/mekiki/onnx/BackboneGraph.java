package org.mekiki.onnx;

import java.util.Objects;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.padim.feature.Backbone;

/**
 * A backbone ready to run: what a model knows of it, and the graph, cut at its features.
 *
 * @param backbone identity, input and features
 * @param graph one input of the shape that {@link Backbone#preprocessing()} names; its outputs are
 *     {@link Backbone#features()}, in their order
 */
public record BackboneGraph(Backbone backbone, OnnxGraph graph) {
  public BackboneGraph {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(graph, "graph");
  }
}

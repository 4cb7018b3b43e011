package org.mekiki.onnx.network;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Layers of transformers as ONNX operators, with their weights: each works on the channels of a
 * token, [1, tokens, channels]. Not thread-safe.
 */
final class TokenLayers {
  private static final double EPSILON = 1e-6;

  private final NetworkWriter net;
  private final GraphBuilder graph;
  private final int channels;
  private final Set<String> added = new HashSet<>();

  TokenLayers(NetworkWriter net, int channels) {
    this.net = net;
    this.graph = net.graph();
    this.channels = channels;
    graph.floats("epsilon", new float[] {(float) EPSILON}, 1);
    graph.floats("two", new float[] {2}, 1);
    graph.floats("root_of_two", new float[] {(float) Math.sqrt(2)}, 1);
    graph.floats("one", new float[] {1}, 1);
    graph.floats("half", new float[] {0.5f}, 1);
  }

  /** GELU: {@code x (1 + erf(x/√2)) / 2}. */
  String gelu(String name, String input) {
    String scaled = graph.node("Div", name + "/scaled", List.of(input, "root_of_two"));
    String erf = graph.node("Erf", name + "/erf", List.of(scaled));
    String gate = net.add(name + "/gate", erf, "one");
    String gated = graph.node("Mul", name + "/gated", List.of(input, gate));
    return graph.node("Mul", name + "/active", List.of(gated, "half"));
  }

  /**
   * Layer normalisation.
   *
   * @param name the tensors' name before {@code /normalised}
   * @param layer whose weights are taken; several normalisations may share them
   */
  String normalised(String name, String layer, String input) {
    constant(layer + ".weight");
    constant(layer + ".bias");
    String mean = mean(name + "/mean", input);
    String centred = graph.node("Sub", name + "/centred", List.of(input, mean));
    String squares = graph.node("Pow", name + "/squares", List.of(centred, "two"));
    String variance = net.add(name + "/stable", mean(name + "/variance", squares), "epsilon");
    String deviation = graph.node("Sqrt", name + "/deviation", List.of(variance));
    String unit = graph.node("Div", name + "/unit", List.of(centred, deviation));
    String scaled = graph.node("Mul", name + "/scaled", List.of(unit, layer + ".weight"));
    return net.add(name + "/normalised", scaled, layer + ".bias");
  }

  private void constant(String name) {
    if (added.add(name)) {
      graph.floats(name, net.weights().get(name, channels), channels);
    }
  }

  private String mean(String output, String input) {
    return graph.node("ReduceMean", output, List.of(input), GraphBuilder.ints("axes", -1));
  }

  /** A linear layer, from {@code in} to {@code out} channels. */
  String linear(String output, String name, String input, int in, int out) {
    float[] ones = new float[out];
    Arrays.fill(ones, 1);
    return linear(output, name, input, in, ones);
  }

  /**
   * A linear layer whose outputs are then scaled.
   *
   * @param scales a factor for each output
   */
  String linear(String output, String name, String input, int in, float[] scales) {
    int out = scales.length;
    float[] weight = net.weights().get(name + ".weight", out, in);
    float[] bias = net.weights().get(name + ".bias", out);
    float[] columns = new float[weight.length];
    for (int o = 0; o < out; o++) {
      bias[o] *= scales[o];
      for (int i = 0; i < in; i++) {
        columns[i * out + o] = scales[o] * weight[o * in + i];
      }
    }
    return affine(output, input, columns, bias, in, out);
  }

  /** {@code input · columns + bias}; the columns are {@code [in][out]}. */
  String affine(String output, String input, float[] columns, float[] bias, int in, int out) {
    graph.floats(output + ".weight", columns, in, out);
    graph.floats(output + ".bias", bias, out);
    String product = graph.node("MatMul", output + "/product", List.of(input, output + ".weight"));
    return net.add(output, product, output + ".bias");
  }
}

package org.mekiki.onnx.network;

import java.util.List;

/**
 * Layers of networks as ONNX operators, with their weights; batch normalisation is folded into the
 * convolution before it: {@code γ (w∗x − μ) / √(σ² + ε) + β = (γ/√(σ² + ε)) w ∗ x + (β − μ γ/√(σ² +
 * ε))}, computed in float64.
 */
final class NetworkWriter {
  private final GraphBuilder graph;
  private final Weights weights;

  NetworkWriter(String name, Weights weights) {
    this.graph = new GraphBuilder(name);
    this.weights = weights;
  }

  GraphBuilder graph() {
    return graph;
  }

  Weights weights() {
    return weights;
  }

  /**
   * A convolution.
   *
   * @param output the tensor's name
   * @param weight name of the layer whose {@code .weight} is taken
   * @param in channels of the input
   * @param kernel side, odd; the border is padded by half of it with zeros
   * @param stride of both axes
   * @param groups 1, or {@code in} for a depthwise convolution
   */
  record Conv(String output, String weight, int in, int out, int kernel, int stride, int groups) {
    /** Without groups. */
    Conv(String output, String weight, int in, int out, int kernel, int stride) {
      this(output, weight, in, out, kernel, stride, 1);
    }
  }

  /**
   * A convolution without bias, and the batch normalisation that follows it.
   *
   * @param norm name of the normalisation, with {@code .weight}, {@code .bias}, {@code
   *     .running_mean}, {@code .running_var}
   */
  String convNorm(Conv conv, String input, String norm, double epsilon) {
    int out = conv.out();
    float[] kernel = kernel(conv);
    float[] gamma = weights.get(norm + ".weight", out);
    float[] beta = weights.get(norm + ".bias", out);
    float[] mean = weights.get(norm + ".running_mean", out);
    float[] variance = weights.get(norm + ".running_var", out);
    float[] bias = new float[out];
    int each = kernel.length / out;
    for (int c = 0; c < out; c++) {
      double scale = gamma[c] / Math.sqrt(variance[c] + epsilon);
      bias[c] = (float) (beta[c] - mean[c] * scale);
      for (int i = c * each; i < (c + 1) * each; i++) {
        kernel[i] = (float) (kernel[i] * scale);
      }
    }
    return conv(conv, input, kernel, bias);
  }

  /** A convolution with a bias of its own. */
  String convBias(Conv conv, String input) {
    float[] bias = weights.get(conv.weight() + ".bias", conv.out());
    return conv(conv, input, kernel(conv), bias);
  }

  /** A convolution without padding that cuts the image into patches. */
  String patches(Conv conv, String input) {
    float[] bias = weights.get(conv.weight() + ".bias", conv.out());
    return conv(conv, input, kernel(conv), bias, 0);
  }

  private float[] kernel(Conv conv) {
    return weights.get(
        conv.weight() + ".weight",
        conv.out(),
        conv.in() / conv.groups(),
        conv.kernel(),
        conv.kernel());
  }

  private String conv(Conv conv, String input, float[] kernel, float[] bias) {
    return conv(conv, input, kernel, bias, conv.kernel() / 2);
  }

  private String conv(Conv conv, String input, float[] kernel, float[] bias, int pad) {
    String name = conv.output();
    int side = conv.kernel();
    graph.floats(name + ".weight", kernel, conv.out(), conv.in() / conv.groups(), side, side);
    graph.floats(name + ".bias", bias, conv.out());
    return graph.node(
        "Conv",
        name,
        List.of(input, name + ".weight", name + ".bias"),
        GraphBuilder.ints("kernel_shape", side, side),
        GraphBuilder.ints("pads", pad, pad, pad, pad),
        GraphBuilder.ints("strides", conv.stride(), conv.stride()),
        GraphBuilder.integer("group", conv.groups()));
  }

  String relu(String output, String input) {
    return graph.node("Relu", output, List.of(input));
  }

  /** Between 0 and 6. */
  String relu6(String output, String input) {
    graph.floats(output + ".min", new float[] {0});
    graph.floats(output + ".max", new float[] {6});
    return graph.node("Clip", output, List.of(input, output + ".min", output + ".max"));
  }

  /** {@code x · sigmoid(x)}, also called swish. */
  String silu(String output, String input) {
    String gate = graph.node("Sigmoid", output + ".sigmoid", List.of(input));
    return graph.node("Mul", output, List.of(input, gate));
  }

  String add(String output, String first, String second) {
    return graph.node("Add", output, List.of(first, second));
  }

  byte[] build() {
    return graph.build();
  }
}

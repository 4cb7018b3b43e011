package org.mekiki.onnx.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.text.Text;

/** Writes a {@link ScatteringNetwork} as an ONNX graph; its formulas are explained there. */
final class ScatteringGraph {
  private static final int ORIENTATIONS = GaborBank.ORIENTATIONS;
  private static final int SCALES = ScatteringNetwork.SCALES;

  private final int height;
  private final int width;

  /** Outputs are named as those of a square of this side. */
  private final int named;

  private final boolean gain;
  private final GraphBuilder graph = new GraphBuilder("scattering");

  /** What one scale adds to an output: both orders, and the low pass. */
  private record Part(int scale, String orders, String lowPass) {}

  /** Parts of each output by the pixels that a side of it stands for, finest first. */
  private final Map<Integer, List<Part>> parts = new TreeMap<>();

  ScatteringGraph(int height, int width, int named, boolean gain) {
    this.height = requireSide(height);
    this.width = requireSide(width);
    this.named = named;
    this.gain = gain;
  }

  private static int requireSide(int side) {
    int smallest = side >> (SCALES - 1);
    if (smallest << (SCALES - 1) != side || smallest <= GaborBank.RADIUS) {
      throw new IllegalArgumentException(
          Text.of(
              "side %d can't be halved %d times and stay above %d pixels",
              side, SCALES - 1, GaborBank.RADIUS));
    }
    return side;
  }

  /** The ONNX file. */
  byte[] write() {
    constants();
    String rgb = graph.input("image", 1, 3, height, width);
    String colors = graph.node("Conv", "colors0", List.of(rgb, "rgb_to_ycbcr"));
    String luminance = exposed(slice("y", colors, "axis_channel"));
    String moduli = null; // all U(e_s) at this scale, one an image
    for (int scale = 0; scale < SCALES; scale++) {
      String images =
          moduli == null
              ? luminance
              : graph.node("Concat", "images" + scale, List.of(luminance, moduli), axis(0));
      String modulus = modulus(scale, images);
      addFeatures(scale, modulus, colors);
      if (scale + 1 < SCALES) {
        moduli = nextModuli(scale, modulus, moduli);
        luminance = pool("exposed" + (scale + 1), luminance, 2);
        colors = pool("colors" + (scale + 1), colors, 2);
      }
    }
    String factor = gain ? gain() : null;
    parts.forEach(
        (shrink, those) -> {
          List<String> names = new ArrayList<>();
          for (Part part : those) {
            names.add(
                factor == null
                    ? part.orders()
                    : graph.node("Mul", "gained" + part.scale(), List.of(part.orders(), factor)));
            names.add(part.lowPass());
          }
          String name = graph.node("Concat", "features" + named / shrink, names, axis(1));
          graph.output(name, 1, channels(shrink), height / shrink, width / shrink);
        });
    return graph.build();
  }

  private String exposed(String luminance) {
    String mean = graph.node("GlobalAveragePool", "mean", List.of(luminance));
    String light = graph.node("Add", "light", List.of(mean, "darkness"));
    String gain = graph.node("Div", "gain", List.of("exposure", light));
    return graph.node("Mul", "exposed0", List.of(luminance, gain));
  }

  /** [1, 1, 1, 1]: what both orders of this picture are multiplied by. */
  private String gain() {
    int all = 0;
    for (int scale = 0; scale < SCALES; scale++) {
      all += ORIENTATIONS * images(scale);
    }
    String contrast = null; // of each block
    for (Map.Entry<Integer, List<Part>> output : parts.entrySet()) {
      for (Part part : output.getValue()) {
        int scale = part.scale();
        float[] weights = new float[ORIENTATIONS * images(scale)];
        Arrays.fill(weights, 1 / (all * ScatteringNetwork.SECOND_ORDER));
        Arrays.fill(weights, 0, ORIENTATIONS, 1 / (all * ScatteringNetwork.FIRST_ORDER));
        graph.floats("ordinary" + scale, weights, 1, weights.length, 1, 1);
        String blocks =
            pool("blocks" + scale, part.orders(), ScatteringNetwork.BLOCK / output.getKey());
        String own = graph.node("Conv", "contrast" + scale, List.of(blocks, "ordinary" + scale));
        contrast =
            contrast == null
                ? own
                : graph.node("Add", "contrast_to" + scale, List.of(contrast, own));
      }
    }
    graph.floats("kept", new float[] {ScatteringNetwork.KEPT}, 1, 1, 1, 1);
    graph.floats("whole", new float[] {1 + ScatteringNetwork.KEPT}, 1, 1, 1, 1);
    String sum = graph.node("Add", "contrast_kept", List.of(contrast, "kept"));
    String gains = graph.node("Div", "gains", List.of("whole", sum));
    return graph.node("GlobalAveragePool", "gain_of_all", List.of(gains));
  }

  private void constants() {
    graph.floats("rgb_to_ycbcr", ScatteringNetwork.COLORS, 3, 3, 1, 1);
    graph.floats("exposure", new float[] {ScatteringNetwork.EXPOSURE}, 1, 1, 1, 1);
    graph.floats("darkness", new float[] {ScatteringNetwork.DARKNESS}, 1, 1, 1, 1);
    float[] filters = new float[2 * ORIENTATIONS * GaborBank.AREA];
    float[] pairs = new float[ORIENTATIONS * 2 * ORIENTATIONS];
    for (int i = 0; i < ORIENTATIONS; i++) {
      double[] real = GaborBank.real(i);
      double[] imaginary = GaborBank.imaginary(i);
      for (int p = 0; p < GaborBank.AREA; p++) {
        filters[i * GaborBank.AREA + p] = (float) real[p];
        filters[(ORIENTATIONS + i) * GaborBank.AREA + p] = (float) imaginary[p];
      }
      pairs[i * 2 * ORIENTATIONS + i] = 1;
      pairs[i * 2 * ORIENTATIONS + ORIENTATIONS + i] = 1;
    }
    graph.floats("gabor", filters, 2L * ORIENTATIONS, 1, GaborBank.SIZE, GaborBank.SIZE);
    graph.floats("pairs", pairs, ORIENTATIONS, 2L * ORIENTATIONS, 1, 1);
    float[] floor = new float[ORIENTATIONS];
    Arrays.fill(floor, (float) ScatteringNetwork.MODULUS_FLOOR);
    graph.floats("floor", floor, ORIENTATIONS);
    graph.longs(
        "border",
        0,
        0,
        GaborBank.RADIUS,
        GaborBank.RADIUS,
        0,
        0,
        GaborBank.RADIUS,
        GaborBank.RADIUS);
    graph.longs("axis_image", 0);
    graph.longs("axis_channel", 1);
    graph.longs("from_0", 0);
    graph.longs("to_1", 1);
  }

  /** [images, 1, side, side] → [images, ORIENTATIONS, side/stride, side/stride]. */
  private String modulus(int scale, String images) {
    String padded =
        graph.node(
            "Pad",
            "padded" + scale,
            List.of(images, "border"),
            GraphBuilder.text("mode", "reflect"));
    String complex =
        graph.node(
            "Conv",
            "complex" + scale,
            List.of(padded, "gabor"),
            GraphBuilder.ints(
                "strides", ScatteringNetwork.stride(scale), ScatteringNetwork.stride(scale)));
    String squares = graph.node("Mul", "squares" + scale, List.of(complex, complex));
    String energy = graph.node("Conv", "energy" + scale, List.of(squares, "pairs", "floor"));
    return graph.node("Sqrt", "modulus" + scale, List.of(energy));
  }

  private void addFeatures(int scale, String modulus, String colors) {
    String root = graph.node("Sqrt", "root" + scale, List.of(modulus));
    int moduli = ORIENTATIONS * images(scale);
    String channels = reshape("orders" + scale, root, 1, moduli, modulusShrink(scale));
    int shrink = outputShrink(scale);
    parts
        .computeIfAbsent(shrink, any -> new ArrayList<>())
        .add(
            new Part(
                scale,
                pool("orders_pooled" + scale, channels, shrink / modulusShrink(scale)),
                pool("low_pass" + scale, colors, shrink >> scale)));
  }

  /** The U(e_s) of the next scale: those that are there, halved, and this scale's own. */
  private String nextModuli(int scale, String modulus, String moduli) {
    String first = slice("first" + scale, modulus, "axis_image");
    String own = reshape("own" + scale, first, ORIENTATIONS, 1, modulusShrink(scale));
    int shrink = 2 / ScatteringNetwork.stride(scale);
    if (moduli == null) {
      return pool("own_pooled" + scale, own, shrink);
    }
    String halved = pool("moduli_pooled" + scale, moduli, 2);
    String fitting = pool("own_pooled" + scale, own, shrink);
    return graph.node("Concat", "moduli" + (scale + 1), List.of(halved, fitting), axis(0));
  }

  private String slice(String name, String tensor, String axis) {
    return graph.node("Slice", name, List.of(tensor, "from_0", "to_1", axis));
  }

  private String reshape(String name, String tensor, long images, long channels, int shrink) {
    String shape = graph.longs(name + "_shape", images, channels, height / shrink, width / shrink);
    return graph.node("Reshape", name, List.of(tensor, shape));
  }

  private String pool(String name, String tensor, long factor) {
    if (factor == 1) {
      return tensor;
    }
    return graph.node(
        "AveragePool",
        name,
        List.of(tensor),
        GraphBuilder.ints("kernel_shape", factor, factor),
        GraphBuilder.ints("strides", factor, factor));
  }

  private static AttributeProto axis(int axis) {
    return GraphBuilder.integer("axis", axis);
  }

  private int images(int scale) {
    return 1 + ORIENTATIONS * scale;
  }

  /** Pixels that a side of this scale's moduli stands for. */
  private static int modulusShrink(int scale) {
    return ScatteringNetwork.stride(scale) << scale;
  }

  private static int outputShrink(int scale) {
    return Math.max(4, modulusShrink(scale));
  }

  private int channels(int shrink) {
    int channels = 0;
    for (int scale = 0; scale < SCALES; scale++) {
      if (outputShrink(scale) == shrink) {
        channels += ORIENTATIONS * images(scale) + 3;
      }
    }
    return channels;
  }
}

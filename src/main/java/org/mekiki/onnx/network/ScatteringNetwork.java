package org.mekiki.onnx.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A backbone from a formula: a wavelet scattering network of two layers (Bruna and Mallat 2013,
 * arXiv 1203.1513), written as an ONNX graph. No training, no download; a few kilobytes.
 *
 * <p>Luminance y and the colour differences cb = B − y, cr = R − y are halved by 2×2 averages from
 * scale to scale, s = 0…4; so is the exposed luminance e = 0.4·y / (mean of y over the picture +
 * 0.05). With ψ the {@link GaborBank} and U(x) = √(re² + im² + 10⁻⁸) of x ∗ ψ over reflected
 * borders, the features are
 *
 * <pre>
 * first order    gain·√U(e_s)                       8 a scale    how strong the stripes are
 * second order   gain·√U(pool(U(e_s))_t), t > s     8×8 a pair   how that strength varies around
 * low pass       y_s, cb_s, cr_s                    3 a scale
 * </pre>
 *
 * <p>Twice the light doubles every contrast of a picture. Exposure takes that out of both orders,
 * and the low pass keeps how bright the picture was. Where lamps vary, that lifts image AUROC
 * (magnetic tiles, 200 features: .87 to .90); where they don't, nothing changes. A logarithm does
 * the same and more for each pixel, but magnifies dark backgrounds (simulated camera: .92 to .67).
 *
 * <p>A picture of low contrast moves all features of both orders together, and that common movement
 * hides what is local. So both orders are multiplied by a gain that follows from the picture
 * itself: the mean over blocks of {@value #BLOCK}×{@value #BLOCK} pixels of (1 + {@value #KEPT}) /
 * (c + {@value #KEPT}), where c is the mean over all features of (mean over the block / what an
 * ordinary picture has, {@value #FIRST_ORDER} and {@value #SECOND_ORDER}). A fault of strong
 * contrast changes the gain of its own blocks only, so it can't redden the rest of the map.
 * docs/accuracy.md has what it gains.
 *
 * <p>Every scale is one convolution: the images of scale t (e_t, then all U(e_s) pooled to t) lie
 * on the batch axis, so that one bank of 16 real filters serves them all and ONNX Runtime's direct
 * kernel applies. Re² + im² is a 1×1 convolution with ones, which stays in that kernel's memory
 * layout, and its bias is the 10⁻⁸.
 *
 * <p>A modulus is smooth: its envelope is wider than 3 pixels. So scales 0…2 compute it at every
 * second pixel, as scattering networks do; that takes a third of the time and costs no accuracy
 * (image AUROC of 200 features on a 28×28 grid: magnetic tile .863 against .852, simulated camera
 * .853 against .855). Scales 0…2 therefore leave at side/2^(s+1), scales 3 and 4 at side/2^s; what
 * is finer than side/4 is averaged down to it.
 *
 * <p>Outputs, finest first: {@code features56} with scales 0 and 1, {@code features28} with 2 and
 * 3, {@code features14} with 4 (for an image of 224). Channels of one scale: {@code image·8 +
 * orientation}, image 0 being e and 1 + 8s + i being U(e_s) at orientation i; then y, cb, cr.
 */
public final class ScatteringNetwork {
  static final double MODULUS_FLOOR = 1e-8;

  /** Luminance of ITU-R BT.601; rows are y, B − y, R − y. */
  static final float[] COLORS = {
    0.299f, 0.587f, 0.114f, -0.299f, -0.587f, 1 - 0.114f, 1 - 0.299f, -0.587f, -0.114f
  };

  /** Mean that an exposed picture has, about: that of an ordinary one. */
  static final float EXPOSURE = 0.4f;

  /** Added to a picture's mean, so that a black one stays black. */
  static final float DARKNESS = 0.05f;

  /** √U of the first order in an ordinary exposed picture: mean over six sets of pictures. */
  static final float FIRST_ORDER = 0.07f;

  /** The same of the second order. */
  static final float SECOND_ORDER = 0.022f;

  /** How much of a picture's own contrast the gain leaves: 0 would leave none. */
  static final float KEPT = 0.3f;

  /** Side of the blocks whose gains are averaged, in pixels. */
  static final int BLOCK = 32;

  static final int STRIDED_SCALES = 3;

  /** Side of the standard network's image. */
  static final int SIDE = 224;

  /** Scales of the standard network. */
  static final int SCALES = 5;

  /** Of {@link #standard()}. */
  static final String STANDARD_SHA256 =
      "ce72efda4a77d452e2a957aac7192e90db15708c0758942a8bdaf4187ed5aed3";

  /** Of {@link #withoutGain()}. */
  static final String WITHOUT_GAIN_SHA256 =
      "84f91a0967edd3f1119882e1a9cd95da3518753ccb22e4bc352b951b2981d86c";

  private final GaborBank bank;
  private final int height;
  private final int width;

  /** Outputs are named as those of a square of this side. */
  private final int named;

  private final int scales;
  private final boolean gain;
  private final GraphBuilder graph = new GraphBuilder("scattering");

  /** What one scale adds to an output: both orders, and the low pass. */
  private record Part(int scale, String orders, String lowPass) {}

  /** Parts of each output by the pixels that a side of it stands for, finest first. */
  private final Map<Integer, List<Part>> parts = new TreeMap<>();

  private ScatteringNetwork(
      GaborBank bank, int height, int width, int named, int scales, boolean gain) {
    this.bank = bank;
    this.height = requireSide(bank, height, scales);
    this.width = requireSide(bank, width, scales);
    this.named = named;
    this.scales = scales;
    this.gain = gain;
  }

  private static int requireSide(GaborBank bank, int side, int scales) {
    int smallest = side >> (scales - 1);
    if (smallest << (scales - 1) != side || smallest <= bank.size() / 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "side %d can't be halved %d times and stay above %d pixels",
              side,
              scales - 1,
              bank.size() / 2));
    }
    return side;
  }

  /** The ONNX file of the network on 224×224 pixels with 5 scales. */
  public static byte[] standard() {
    return build(GaborBank.STANDARD, SIDE, SCALES);
  }

  /** As {@link #standard()} was before it had a gain: models that were taught then name it. */
  public static byte[] withoutGain() {
    return new ScatteringNetwork(GaborBank.STANDARD, SIDE, SIDE, SIDE, SCALES, false).write();
  }

  /**
   * The standard network for pictures of another size: the same features under the same names, on
   * grids of the size that follows.
   *
   * @param height in pixels, a multiple of 32, at least 96
   * @param width likewise
   */
  public static byte[] standard(int height, int width) {
    if (height % BLOCK != 0 || width % BLOCK != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%dx%d: both sides must be multiples of %d", width, height, BLOCK));
    }
    return new ScatteringNetwork(GaborBank.STANDARD, height, width, SIDE, SCALES, true).write();
  }

  /**
   * The ONNX file of a network.
   *
   * @param side of the square image in pixels, a multiple of 2^scales
   */
  static byte[] build(GaborBank bank, int side, int scales) {
    return new ScatteringNetwork(bank, side, side, side, scales, true).write();
  }

  private byte[] write() {
    constants();
    String rgb = graph.input("image", 1, 3, height, width);
    String colors = graph.node("Conv", "colors0", List.of(rgb, "rgb_to_ycbcr"));
    String luminance = exposed(slice("y", colors, "axis_channel"));
    String moduli = null; // all U(e_s) at this scale, one an image
    for (int scale = 0; scale < scales; scale++) {
      String images =
          moduli == null
              ? luminance
              : graph.node("Concat", "images" + scale, List.of(luminance, moduli), axis(0));
      String modulus = modulus(scale, images);
      addFeatures(scale, modulus, colors);
      if (scale + 1 < scales) {
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
    for (int scale = 0; scale < scales; scale++) {
      all += bank.orientations() * images(scale);
    }
    String contrast = null; // of each block
    for (Map.Entry<Integer, List<Part>> output : parts.entrySet()) {
      for (Part part : output.getValue()) {
        int scale = part.scale();
        float[] weights = new float[bank.orientations() * images(scale)];
        Arrays.fill(weights, 1 / (all * SECOND_ORDER));
        Arrays.fill(weights, 0, bank.orientations(), 1 / (all * FIRST_ORDER));
        graph.floats("ordinary" + scale, weights, 1, weights.length, 1, 1);
        String blocks = pool("blocks" + scale, part.orders(), BLOCK / output.getKey());
        String own = graph.node("Conv", "contrast" + scale, List.of(blocks, "ordinary" + scale));
        contrast =
            contrast == null
                ? own
                : graph.node("Add", "contrast_to" + scale, List.of(contrast, own));
      }
    }
    graph.floats("kept", new float[] {KEPT}, 1, 1, 1, 1);
    graph.floats("whole", new float[] {1 + KEPT}, 1, 1, 1, 1);
    String sum = graph.node("Add", "contrast_kept", List.of(contrast, "kept"));
    String gains = graph.node("Div", "gains", List.of("whole", sum));
    return graph.node("GlobalAveragePool", "gain_of_all", List.of(gains));
  }

  private void constants() {
    int orientations = bank.orientations();
    int area = bank.area();
    graph.floats("rgb_to_ycbcr", COLORS, 3, 3, 1, 1);
    graph.floats("exposure", new float[] {EXPOSURE}, 1, 1, 1, 1);
    graph.floats("darkness", new float[] {DARKNESS}, 1, 1, 1, 1);
    float[] filters = new float[2 * orientations * area];
    float[] pairs = new float[orientations * 2 * orientations];
    for (int i = 0; i < orientations; i++) {
      double[] real = bank.real(i);
      double[] imaginary = bank.imaginary(i);
      for (int p = 0; p < area; p++) {
        filters[i * area + p] = (float) real[p];
        filters[(orientations + i) * area + p] = (float) imaginary[p];
      }
      pairs[i * 2 * orientations + i] = 1;
      pairs[i * 2 * orientations + orientations + i] = 1;
    }
    graph.floats("gabor", filters, 2L * orientations, 1, bank.size(), bank.size());
    graph.floats("pairs", pairs, orientations, 2L * orientations, 1, 1);
    float[] floor = new float[orientations];
    Arrays.fill(floor, (float) MODULUS_FLOOR);
    graph.floats("floor", floor, orientations);
    int border = bank.size() / 2;
    graph.longs("border", 0, 0, border, border, 0, 0, border, border);
    graph.longs("axis_image", 0);
    graph.longs("axis_channel", 1);
    graph.longs("from_0", 0);
    graph.longs("to_1", 1);
  }

  /** [images, 1, side, side] → [images, orientations, side/stride, side/stride]. */
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
            GraphBuilder.ints("strides", stride(scale), stride(scale)));
    String squares = graph.node("Mul", "squares" + scale, List.of(complex, complex));
    String energy = graph.node("Conv", "energy" + scale, List.of(squares, "pairs", "floor"));
    return graph.node("Sqrt", "modulus" + scale, List.of(energy));
  }

  private void addFeatures(int scale, String modulus, String colors) {
    String root = graph.node("Sqrt", "root" + scale, List.of(modulus));
    int moduli = bank.orientations() * images(scale);
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
    String own = reshape("own" + scale, first, bank.orientations(), 1, modulusShrink(scale));
    int shrink = 2 / stride(scale);
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
    return 1 + bank.orientations() * scale;
  }

  static int stride(int scale) {
    return scale < STRIDED_SCALES ? 2 : 1;
  }

  /** Pixels that a side of this scale's moduli stands for. */
  private static int modulusShrink(int scale) {
    return stride(scale) << scale;
  }

  private static int outputShrink(int scale) {
    return Math.max(4, modulusShrink(scale));
  }

  private int channels(int shrink) {
    int channels = 0;
    for (int scale = 0; scale < scales; scale++) {
      if (outputShrink(scale) == shrink) {
        channels += bank.orientations() * images(scale) + 3;
      }
    }
    return channels;
  }
}

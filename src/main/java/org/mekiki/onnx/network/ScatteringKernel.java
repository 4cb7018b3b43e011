package org.mekiki.onnx.network;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.MahalanobisDistance;

/**
 * Computes the {@link ScatteringNetwork} in Java, to within float32's rounding of what its graph
 * gives, in a fraction of the time: filters are applied by their symmetry ({@link FoldedBank}), and
 * what follows a convolution is done while its results are in a cache.
 *
 * <p>Thread-safe: each call borrows memory of its own, so that there is as much of it as calls were
 * ever under way at once.
 */
public final class ScatteringKernel implements Network {
  private static final int ORIENTATIONS = GaborBank.ORIENTATIONS;
  private static final int SCALES = ScatteringNetwork.SCALES;
  private static final int COLORS = 3;

  private final int side;
  private final boolean gain;
  private final FoldedBank bank = new FoldedBank();
  private final int[] outputSides;
  private final int[] outputChannels;

  /** Of each scale: its output, and where in it its channels begin. */
  private final int[] output = new int[SCALES];

  private final int[] firstChannel = new int[SCALES];
  private final ConcurrentLinkedDeque<Memory> idle = new ConcurrentLinkedDeque<>();

  ScatteringKernel(int side, boolean gain) {
    this.side = side;
    this.gain = gain;
    int[] sides = new int[SCALES];
    int[] channels = new int[SCALES];
    int outputs = 0;
    for (int scale = 0; scale < SCALES; scale++) {
      if (outputs == 0 || sides[outputs - 1] != outputSide(scale)) {
        sides[outputs++] = outputSide(scale);
      }
      output[scale] = outputs - 1;
      firstChannel[scale] = channels[outputs - 1];
      channels[outputs - 1] += orders(scale) + COLORS;
    }
    outputSides = Arrays.copyOf(sides, outputs);
    outputChannels = Arrays.copyOf(channels, outputs);
  }

  /**
   * The kernel for the built-in network, now or {@link ScatteringNetwork#withoutGain before}; empty
   * for other networks and other sizes, and where the JVM has no Vector API.
   */
  public static Optional<ScatteringKernel> of(Backbone backbone) {
    ImageShape image = backbone.preprocessing().shape();
    if (!MahalanobisDistance.hasVectorModule()
        || image.height() != ScatteringNetwork.SIDE
        || image.width() != ScatteringNetwork.SIDE) {
      return Optional.empty();
    }
    String sha256 = backbone.sha256();
    if (sha256.equals(ScatteringNetwork.STANDARD_SHA256)) {
      return Optional.of(new ScatteringKernel(ScatteringNetwork.SIDE, true));
    }
    if (sha256.equals(ScatteringNetwork.WITHOUT_GAIN_SHA256)) {
      return Optional.of(new ScatteringKernel(ScatteringNetwork.SIDE, false));
    }
    return Optional.empty();
  }

  /** What a call needs beside its results. */
  private final class Memory {
    final GaborModulus modulus = new GaborModulus(bank);

    /** Of each scale {@code [image][row][column]}. */
    final float[][] images = new float[SCALES][];

    final BorderedPlane[] planes = new BorderedPlane[SCALES];
    final float[][] sums = new float[SCALES][];
    final float[] roots;
    final float[] moduli;
    final float[] colors = new float[COLORS * side * side / 16];

    Memory() {
      int most = 0;
      for (int scale = 0; scale < SCALES; scale++) {
        int pitch = GaborModulus.outputPitch(modulusSide(scale));
        images[scale] = new float[images(scale) * sideOf(scale) * sideOf(scale)];
        planes[scale] =
            new BorderedPlane(
                sideOf(scale), ScatteringNetwork.stride(scale), pitch, GaborModulus.LANES);
        sums[scale] = new float[modulusSide(scale) * pitch];
        most = Math.max(most, ORIENTATIONS * modulusSide(scale) * pitch);
      }
      roots = new float[most];
      moduli = new float[most];
    }
  }

  @Override
  public float[][] run(float[] image) {
    Memory borrowed = idle.pollFirst();
    Memory memory = borrowed == null ? new Memory() : borrowed;
    try {
      float[][] outputs = new float[outputSides.length][];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = new float[outputChannels[i] * outputSides[i] * outputSides[i]];
      }
      lowPass(image, memory.colors, outputs);
      expose(image, memory.images[0]);
      for (int scale = 0; scale < SCALES; scale++) {
        orders(scale, memory, outputs[output[scale]]);
      }
      if (gain) {
        amplify(gain(memory), outputs);
      }
      return outputs;
    } finally {
      idle.addFirst(memory);
    }
  }

  @Override
  public void close() {
    idle.clear();
  }

  /** y, B − y, R − y of each scale. */
  private void lowPass(float[] image, float[] colors, float[][] outputs) {
    int small = side / 4;
    for (int c = 0; c < COLORS; c++) {
      float[] half = new float[side * side / 4];
      halve(image, c * side * side, side, half, 0);
      halve(half, 0, side / 2, colors, c * small * small);
    }
    for (int scale = 0; scale < SCALES; scale++) {
      int now = outputSide(scale);
      if (now < small) {
        for (int c = 0; c < COLORS; c++) {
          halve(colors, c * small * small, small, colors, c * now * now);
        }
        small = now;
      }
      int area = now * now;
      float[] to = outputs[output[scale]];
      int first = (firstChannel[scale] + orders(scale)) * area;
      for (int row = 0; row < COLORS; row++) {
        mix(colors, area, row, to, first + row * area);
      }
    }
  }

  private static void mix(float[] colors, int area, int row, float[] to, int at) {
    float red = ScatteringNetwork.COLORS[row * COLORS];
    float green = ScatteringNetwork.COLORS[row * COLORS + 1];
    float blue = ScatteringNetwork.COLORS[row * COLORS + 2];
    for (int i = 0; i < area; i++) {
      to[at + i] = red * colors[i] + green * colors[area + i] + blue * colors[2 * area + i];
    }
  }

  private void expose(float[] image, float[] luminance) {
    int area = side * side;
    mix(image, area, 0, luminance, 0);
    double sum = 0;
    for (int r = 0; r < area; r += side) {
      float row = 0;
      for (int c = 0; c < side; c++) {
        row += luminance[r + c];
      }
      sum += row;
    }
    float light = (float) (sum / area) + ScatteringNetwork.DARKNESS;
    float exposure = ScatteringNetwork.EXPOSURE / light;
    for (int i = 0; i < area; i++) {
      luminance[i] *= exposure;
    }
  }

  private void orders(int scale, Memory memory, float[] to) {
    int area = sideOf(scale) * sideOf(scale);
    int outputArea = outputSide(scale) * outputSide(scale);
    boolean last = scale + 1 == SCALES;
    Arrays.fill(memory.sums[scale], 0);
    int all = 0;
    for (int s = 0; s < SCALES; s++) {
      all += orders(s);
    }
    for (int image = 0; image < images(scale); image++) {
      boolean first = image == 0;
      float ordinary = first ? ScatteringNetwork.FIRST_ORDER : ScatteringNetwork.SECOND_ORDER;
      memory.planes[scale].fill(memory.images[scale], image * area);
      memory.modulus.apply(
          memory.planes[scale],
          memory.roots,
          first && !last ? memory.moduli : null,
          memory.sums[scale],
          1 / (all * ordinary));
      for (int i = 0; i < ORIENTATIONS; i++) {
        int channel = firstChannel[scale] + image * ORIENTATIONS + i;
        shrink(scale, memory.roots, i, to, channel * outputArea, outputSide(scale));
        if (first && !last) {
          int next = sideOf(scale + 1);
          int place = (images(scale) + i) * next * next;
          shrink(scale, memory.moduli, i, memory.images[scale + 1], place, next);
        }
      }
      if (!last) {
        halve(
            memory.images[scale],
            image * area,
            sideOf(scale),
            memory.images[scale + 1],
            image * area / 4);
      }
    }
  }

  /** One orientation's results, halved if need be. */
  private void shrink(int scale, float[] results, int orientation, float[] to, int at, int wanted) {
    int height = modulusSide(scale);
    int pitch = GaborModulus.outputPitch(height);
    int from = orientation * height * pitch;
    if (wanted == height) {
      for (int r = 0; r < height; r++) {
        System.arraycopy(results, from + r * pitch, to, at + r * height, height);
      }
      return;
    }
    halve(results, from, pitch, wanted, to, at);
  }

  private static void halve(float[] image, int from, int side, float[] to, int at) {
    halve(image, from, side, side / 2, to, at);
  }

  /** Means of 2×2 pixels. May work in place. */
  private static void halve(float[] image, int from, int pitch, int wanted, float[] to, int at) {
    for (int r = 0; r < wanted; r++) {
      int above = from + 2 * r * pitch;
      int below = above + pitch;
      for (int c = 0; c < wanted; c++) {
        to[at + r * wanted + c] =
            0.25f
                * ((image[above + 2 * c] + image[above + 2 * c + 1])
                    + (image[below + 2 * c] + image[below + 2 * c + 1]));
      }
    }
  }

  /** Mean over blocks of (1 + kept) / (contrast + kept). */
  private float gain(Memory memory) {
    int blocks = side / ScatteringNetwork.BLOCK;
    double[] contrast = new double[blocks * blocks];
    for (int scale = 0; scale < SCALES; scale++) {
      int height = modulusSide(scale);
      int pitch = GaborModulus.outputPitch(height);
      int block = height / blocks;
      for (int r = 0; r < height; r++) {
        for (int c = 0; c < height; c++) {
          contrast[r / block * blocks + c / block] +=
              memory.sums[scale][r * pitch + c] / (double) (block * block);
        }
      }
    }
    double sum = 0;
    for (double own : contrast) {
      sum += (1 + ScatteringNetwork.KEPT) / (own + ScatteringNetwork.KEPT);
    }
    return (float) (sum / contrast.length);
  }

  private void amplify(float factor, float[][] outputs) {
    for (int scale = 0; scale < SCALES; scale++) {
      int area = outputSide(scale) * outputSide(scale);
      float[] to = outputs[output[scale]];
      int end = (firstChannel[scale] + orders(scale)) * area;
      for (int i = firstChannel[scale] * area; i < end; i++) {
        to[i] *= factor;
      }
    }
  }

  private int sideOf(int scale) {
    return side >> scale;
  }

  private static int images(int scale) {
    return 1 + ORIENTATIONS * scale;
  }

  private static int orders(int scale) {
    return ORIENTATIONS * images(scale);
  }

  private int modulusSide(int scale) {
    return sideOf(scale) / ScatteringNetwork.stride(scale);
  }

  private int outputSide(int scale) {
    return Math.min(side / 4, modulusSide(scale));
  }
}

package org.mekiki.onnx;

import java.util.ArrayList;
import java.util.List;

final class ScatteringNetwork {
  private static final int SIDE = 224, SCALES = 5;

  static byte[] build(String variant) {
    GaborBank bank = GaborBank.STANDARD;
    int n = bank.orientations();
    GraphBuilder g = new GraphBuilder("scattering");
    String rgb = g.input("image", 1, 3, SIDE, SIDE);
    float[] mix = {.299f, .587f, .114f, -.299f, -.587f, 1 - .114f, 1 - .299f, -.587f, -.114f};
    g.floats("mix", mix, 3, 3, 1, 1);
    String color = g.node("Conv", "color0", List.of(rgb, "mix"));
    float[] w = new float[2 * n * bank.area()];
    for (int i = 0; i < n; i++) {
      double[] re = bank.real(i), im = bank.imaginary(i);
      for (int p = 0; p < bank.area(); p++) {
        w[i * bank.area() + p] = (float) re[p];
        w[(n + i) * bank.area() + p] = (float) im[p];
      }
    }
    g.floats("gabor", w, 2 * n, 1, bank.size(), bank.size());
    float[] ones = new float[n * 2 * n];
    for (int i = 0; i < n; i++) {
      ones[i * 2 * n + i] = 1;
      ones[i * 2 * n + n + i] = 1;
    }
    g.floats("ones", ones, n, 2 * n, 1, 1);
    float[] eps = new float[n];
    java.util.Arrays.fill(eps, 1e-8f);
    g.floats("eps", eps, n);
    g.floats("eps1", new float[] {1e-8f}, 1);
    int r = bank.size() / 2;
    g.longs("pads", 0, 0, r, r, 0, 0, r, r);
    g.longs("zero1", 0);
    g.longs("one1", 1);
    g.longs("axis0", 0);
    g.longs("axis1", 1);
    String stack = null;
    List<List<String>> outs = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int[] channels = new int[3];
    for (int t = 0; t < SCALES; t++) {
      int side = SIDE >> t;
      if (t == 0) {
        stack = g.node("Slice", "y0", List.of(color, "zero1", "one1", "axis1"));
      }
      int images = 1 + n * t;
      String padded =
          g.node("Pad", "padded" + t, List.of(stack, "pads"), GraphBuilder.text("mode", "reflect"));
      String ri = g.node("Conv", "ri" + t, List.of(padded, "gabor"));
      String sum;
      if (variant.equals("conv1x1")) {
        String sq = g.node("Mul", "sq" + t, List.of(ri, ri));
        sum = g.node("Conv", "energy" + t, List.of(sq, "ones", "eps"));
      } else if (variant.equals("split")) {
        String sq = g.node("Mul", "sq" + t, List.of(ri, ri));
        g.node("Split", List.of("re" + t, "im" + t), List.of(sq), GraphBuilder.integer("axis", 1));
        sum = g.node("Add", "e" + t, List.of("re" + t, "im" + t));
        sum = g.node("Add", "energy" + t, List.of(sum, "eps1"));
      } else {
        g.longs("ris" + t, images, 2, n, side, side);
        String rs = g.node("Reshape", "rs" + t, List.of(ri, "ris" + t));
        sum =
            g.node(
                "ReduceSumSquare",
                "e" + t,
                List.of(rs),
                GraphBuilder.ints("axes", 1),
                GraphBuilder.integer("keepdims", 0));
        sum = g.node("Add", "energy" + t, List.of(sum, "eps1"));
      }
      String u = g.node("Sqrt", "u" + t, List.of(sum));
      String root = g.node("Sqrt", "root" + t, List.of(u));
      g.longs("fs" + t, 1, n * images, side, side);
      String f = g.node("Reshape", "f" + t, List.of(root, "fs" + t));
      int o = Math.max(0, t - 2);
      int k = side / (56 >> o);
      if (k > 1) {
        f =
            g.node(
                "AveragePool",
                "fp" + t,
                List.of(f),
                GraphBuilder.ints("kernel_shape", k, k),
                GraphBuilder.ints("strides", k, k));
      }
      outs.get(o).add(f);
      String c = color;
      if (k > 1) {
        c =
            g.node(
                "AveragePool",
                "cp" + t,
                List.of(c),
                GraphBuilder.ints("kernel_shape", k, k),
                GraphBuilder.ints("strides", k, k));
      }
      outs.get(o).add(c);
      channels[o] += n * images + 3;
      if (t + 1 < SCALES) {
        String first =
            t == 0 ? u : g.node("Slice", "first" + t, List.of(u, "zero1", "one1", "axis0"));
        g.longs("us" + t, n, 1, side, side);
        first = g.node("Reshape", "ub" + t, List.of(first, "us" + t));
        String all =
            g.node("Concat", "all" + t, List.of(stack, first), GraphBuilder.integer("axis", 0));
        stack =
            g.node(
                "AveragePool",
                "stack" + (t + 1),
                List.of(all),
                GraphBuilder.ints("kernel_shape", 2, 2),
                GraphBuilder.ints("strides", 2, 2));
        color =
            g.node(
                "AveragePool",
                "color" + (t + 1),
                List.of(color),
                GraphBuilder.ints("kernel_shape", 2, 2),
                GraphBuilder.ints("strides", 2, 2));
      }
    }
    for (int o = 0; o < 3; o++) {
      g.node("Concat", "features" + (56 >> o), outs.get(o), GraphBuilder.integer("axis", 1));
      g.output("features" + (56 >> o), 1, channels[o], 56 >> o, 56 >> o);
    }
    return g.build();
  }
}

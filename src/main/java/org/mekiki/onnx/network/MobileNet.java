package org.mekiki.onnx.network;

import java.util.List;
import org.mekiki.onnx.network.NetworkWriter.Conv;

/**
 * Networks of inverted residuals, as timm builds them: MobileNetV2 (Sandler et al. 2018, arXiv
 * 1801.04381) and EfficientNet (Tan and Le 2019, arXiv 1905.11946), which has
 * squeeze-and-excitation and another activation. Up to the last stage at stride 16.
 *
 * @param stem channels of the first convolution
 * @param stages from the finest to the coarsest
 * @param efficient EfficientNet's squeeze-and-excitation and SiLU; otherwise ReLU6
 * @param features names of the stages' ends, e.g. {@code blocks.1}, finest first
 */
public record MobileNet(int stem, List<Stage> stages, boolean efficient, List<String> features)
    implements Architecture.Builder {
  private static final double EPSILON = 1e-5;
  private static final int REDUCTION = 4;

  /**
   * Blocks of one size.
   *
   * @param expansion how much wider a block is inside; 1 for a depthwise separable convolution
   * @param stride of the first block
   */
  public record Stage(int blocks, int kernel, int stride, int expansion, int channels) {}

  /** MobileNetV2 with all its channels. */
  static MobileNet v2() {
    return new MobileNet(
        32,
        List.of(
            new Stage(1, 3, 1, 1, 16),
            new Stage(2, 3, 2, 6, 24),
            new Stage(3, 3, 2, 6, 32),
            new Stage(4, 3, 2, 6, 64),
            new Stage(3, 3, 1, 6, 96)),
        false,
        List.of("blocks.1", "blocks.2", "blocks.4"));
  }

  /** EfficientNet-B0. */
  static MobileNet efficientNetB0() {
    return new MobileNet(
        32,
        List.of(
            new Stage(1, 3, 1, 1, 16),
            new Stage(2, 3, 2, 6, 24),
            new Stage(2, 5, 2, 6, 40),
            new Stage(3, 3, 2, 6, 80),
            new Stage(3, 5, 1, 6, 112)),
        true,
        List.of("blocks.1", "blocks.2", "blocks.4"));
  }

  @Override
  public byte[] build(String name, Weights weights, int side) {
    return new Writer(new NetworkWriter(name, weights), side).write();
  }

  private final class Writer {
    private final NetworkWriter net;
    private int side;
    private int channels = stem;

    Writer(NetworkWriter net, int side) {
      this.net = net;
      this.side = side;
    }

    byte[] write() {
      String image = net.graph().input("image", 1, 3, side, side);
      Conv first = new Conv("conv_stem", "conv_stem", 3, stem, 3, 2);
      String tensor = activated("stem", net.convNorm(first, image, "bn1", EPSILON));
      side = halved(side);
      for (int s = 0; s < stages.size(); s++) {
        Stage stage = stages.get(s);
        String end = "blocks." + s;
        for (int b = 0; b < stage.blocks(); b++) {
          String block = end + "." + b;
          int stride = b == 0 ? stage.stride() : 1;
          String output = b == stage.blocks() - 1 ? end : block;
          tensor = block(block, output, tensor, stage, stride);
          channels = stage.channels();
        }
        side = stage.stride() == 2 ? halved(side) : side;
        if (features.contains(end)) {
          net.graph().output(end, 1, channels, side, side);
        }
      }
      return net.build();
    }

    private String block(String name, String output, String input, Stage stage, int stride) {
      int inner = channels * stage.expansion();
      boolean expands = stage.expansion() > 1;
      boolean residual = stride == 1 && channels == stage.channels();
      String tensor = input;
      if (expands) {
        Conv wider = new Conv(name + "/expand", name + ".conv_pw", channels, inner, 1, 1);
        tensor = activated(name + "/expanded", net.convNorm(wider, tensor, name + ".bn1", EPSILON));
      }
      Conv depthwise =
          new Conv(
              name + "/depthwise", name + ".conv_dw", inner, inner, stage.kernel(), stride, inner);
      String norm = name + (expands ? ".bn2" : ".bn1");
      tensor = activated(name + "/filtered", net.convNorm(depthwise, tensor, norm, EPSILON));
      if (efficient) {
        tensor = excited(name, tensor, inner);
      }
      Conv narrower =
          new Conv(
              residual ? name + "/project" : output,
              name + (expands ? ".conv_pwl" : ".conv_pw"),
              inner,
              stage.channels(),
              1,
              1);
      String last = name + (expands ? ".bn3" : ".bn2");
      String projected = net.convNorm(narrower, tensor, last, EPSILON);
      return residual ? net.add(output, projected, input) : projected;
    }

    /** Each channel times what a small network makes of all channels' means. */
    private String excited(String name, String input, int inner) {
      int reduced = channels / REDUCTION;
      String mean = net.graph().node("GlobalAveragePool", name + "/mean", List.of(input));
      Conv reduce = new Conv(name + "/reduce", name + ".se.conv_reduce", inner, reduced, 1, 1);
      String squeezed = net.silu(name + "/squeezed", net.convBias(reduce, mean));
      Conv expand = new Conv(name + "/excite", name + ".se.conv_expand", reduced, inner, 1, 1);
      String gate =
          net.graph().node("Sigmoid", name + "/gate", List.of(net.convBias(expand, squeezed)));
      return net.graph().node("Mul", name + "/excited", List.of(input, gate));
    }

    private String activated(String output, String input) {
      return efficient ? net.silu(output, input) : net.relu6(output, input);
    }
  }

  private static int halved(int side) {
    return (side + 1) / 2;
  }
}

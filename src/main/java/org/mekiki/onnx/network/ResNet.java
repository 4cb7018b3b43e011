package org.mekiki.onnx.network;

import java.util.List;
import org.mekiki.onnx.network.NetworkWriter.Conv;

/**
 * ResNet up to its third stage (He et al. 2015, arXiv 1512.03385), as torchvision and timm have it:
 * in a bottleneck the 3×3 convolution has the stride.
 *
 * @param bottleneck 1×1, 3×3, 1×1 instead of twice 3×3
 * @param width channels of the first stage's 3×3 convolutions: 64, or 128 for a wide one
 * @param stem channels of the first convolution, and what the stages' outputs are multiples of
 */
public record ResNet(List<Integer> blocks, boolean bottleneck, int width, int stem)
    implements Architecture.Builder {
  /** Ends of the stages, as torchvision names them. */
  public static final List<String> FEATURES = List.of("layer1", "layer2", "layer3");

  private static final double EPSILON = 1e-5;
  private static final int EXPANSION = 4;

  ResNet(List<Integer> blocks, boolean bottleneck, int width) {
    this(blocks, bottleneck, width, 64);
  }

  @Override
  public List<String> features() {
    return FEATURES;
  }

  @Override
  public byte[] build(String name, Weights weights, int side) {
    return new Writer(new NetworkWriter(name, weights), side).write();
  }

  private final class Writer {
    private final NetworkWriter net;
    private final int side;

    Writer(NetworkWriter net, int side) {
      this.net = net;
      this.side = side;
    }

    byte[] write() {
      String image = net.graph().input("image", 1, 3, side, side);
      String first = net.convNorm(new Conv("conv1", "conv1", 3, stem, 7, 2), image, "bn1", EPSILON);
      String tensor =
          net.graph()
              .node(
                  "MaxPool",
                  "maxpool",
                  List.of(net.relu("relu", first)),
                  GraphBuilder.ints("kernel_shape", 3, 3),
                  GraphBuilder.ints("pads", 1, 1, 1, 1),
                  GraphBuilder.ints("strides", 2, 2));
      int channels = stem;
      for (int stage = 0; stage < FEATURES.size(); stage++) {
        String layer = FEATURES.get(stage);
        int out = (stem << stage) * (bottleneck ? EXPANSION : 1);
        int last = blocks.get(stage) - 1;
        for (int block = 0; block <= last; block++) {
          String name = layer + "." + block;
          int stride = stage > 0 && block == 0 ? 2 : 1;
          String branch = branch(name, tensor, channels, width << stage, out, stride);
          String shortcut = shortcut(name, tensor, channels, out, stride);
          String sum = net.add(name + "/add", branch, shortcut);
          tensor = net.relu(block == last ? layer : name, sum);
          channels = out;
        }
        int rows = side >> (stage + 2);
        net.graph().output(layer, 1, out, rows, rows);
      }
      return net.build();
    }

    private String branch(String name, String input, int in, int inner, int out, int stride) {
      if (!bottleneck) {
        String first = conv(name, 1, input, in, out, 3, stride);
        return conv(name, 2, net.relu(name + "/relu1", first), out, out, 3, 1);
      }
      String narrow = net.relu(name + "/relu1", conv(name, 1, input, in, inner, 1, 1));
      String middle = net.relu(name + "/relu2", conv(name, 2, narrow, inner, inner, 3, stride));
      return conv(name, 3, middle, inner, out, 1, 1);
    }

    private String conv(
        String block, int number, String input, int in, int out, int kernel, int stride) {
      Conv conv =
          new Conv(block + "/conv" + number, block + ".conv" + number, in, out, kernel, stride);
      return net.convNorm(conv, input, block + ".bn" + number, EPSILON);
    }

    private String shortcut(String block, String input, int in, int out, int stride) {
      if (in == out && stride == 1) {
        return input;
      }
      Conv conv = new Conv(block + "/downsample", block + ".downsample.0", in, out, 1, stride);
      return net.convNorm(conv, input, block + ".downsample.1", EPSILON);
    }
  }
}

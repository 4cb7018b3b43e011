package org.mekiki.onnx;

import java.util.List;
import java.util.Random;

/**
 * ResNet-18 up to its third stage (He et al. 2015, arXiv 1512.03385) with random weights and batch
 * normalisation folded in: takes the time of a trained one, and finds nothing. For benchmarks.
 */
final class ResNetGraph {
  /** Ends of the stages, as torchvision names them. */
  static final List<String> FEATURES = List.of("layer1", "layer2", "layer3");

  private static final int SIDE = 224;
  private static final int BLOCKS = 2;
  private static final long SEED = 18;

  private final GraphBuilder graph = new GraphBuilder("resnet18");
  private final Random random = new Random(SEED);

  private ResNetGraph() {}

  /** The ONNX file; the same bytes every time. */
  static byte[] build() {
    return new ResNetGraph().write();
  }

  private byte[] write() {
    String image = graph.input("image", 1, 3, SIDE, SIDE);
    String stem = relu("relu", conv("conv1", image, 3, 64, 7, 2));
    String tensor =
        graph.node(
            "MaxPool",
            "maxpool",
            List.of(stem),
            GraphBuilder.ints("kernel_shape", 3, 3),
            GraphBuilder.ints("pads", 1, 1, 1, 1),
            GraphBuilder.ints("strides", 2, 2));
    int channels = 64;
    for (int stage = 0; stage < FEATURES.size(); stage++) {
      String name = FEATURES.get(stage);
      int wider = 64 << stage;
      for (int block = 0; block < BLOCKS; block++) {
        String output = block == BLOCKS - 1 ? name : name + "." + block;
        tensor = block(output, tensor, channels, wider, stage > 0 && block == 0 ? 2 : 1);
        channels = wider;
      }
      int side = SIDE >> (stage + 2);
      graph.output(name, 1, wider, side, side);
    }
    return graph.build();
  }

  private String block(String name, String input, int in, int out, int stride) {
    String first = relu(name + "/relu1", conv(name + "/conv1", input, in, out, 3, stride));
    String second = conv(name + "/conv2", first, out, out, 3, 1);
    String shortcut = stride == 1 ? input : conv(name + "/downsample", input, in, out, 1, stride);
    String sum = graph.node("Add", name + "/add", List.of(second, shortcut));
    return relu(name, sum);
  }

  private String conv(String name, String input, int in, int out, int kernel, int stride) {
    float[] weights = new float[out * in * kernel * kernel];
    // Half of what keeps the variance, so that the sums of the residuals stay small.
    double scale = 0.5 * StrictMath.sqrt(2.0 / (in * kernel * kernel));
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (scale * random.nextGaussian());
    }
    graph.floats(name + ".weight", weights, out, in, kernel, kernel);
    graph.floats(name + ".bias", new float[out], out);
    int pad = kernel / 2;
    return graph.node(
        "Conv",
        name,
        List.of(input, name + ".weight", name + ".bias"),
        GraphBuilder.ints("kernel_shape", kernel, kernel),
        GraphBuilder.ints("pads", pad, pad, pad, pad),
        GraphBuilder.ints("strides", stride, stride));
  }

  private String relu(String name, String input) {
    return graph.node("Relu", name, List.of(input));
  }
}

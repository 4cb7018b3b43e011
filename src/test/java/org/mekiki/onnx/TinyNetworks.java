package org.mekiki.onnx;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.MobileNet;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.ResNet;
import org.mekiki.onnx.network.VisionTransformer;
import org.mekiki.onnx.network.VisionTransformer.Training;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;

/** The published architectures with few channels; those of {@code networks.py}. */
final class TinyNetworks {
  static final int SIDE = 64;
  static final ImageShape IMAGE = new ImageShape(3, SIDE, SIDE);

  private static final List<MobileNet.Stage> STAGES =
      List.of(
          new MobileNet.Stage(1, 3, 1, 1, 4),
          new MobileNet.Stage(2, 3, 2, 6, 6),
          new MobileNet.Stage(2, 5, 2, 6, 8),
          new MobileNet.Stage(1, 3, 2, 6, 10),
          new MobileNet.Stage(2, 5, 1, 6, 12));
  private static final List<String> ENDS = List.of("blocks.1", "blocks.2", "blocks.4");

  private TinyNetworks() {}

  /** By the names of their files. */
  static Map<String, Architecture.Builder> all() {
    Map<String, Architecture.Builder> all = new LinkedHashMap<>();
    all.put("resnet-basic", new ResNet(List.of(1, 2, 1), false, 4, 4));
    all.put("resnet-bottleneck", new ResNet(List.of(1, 2, 1), true, 3, 2));
    all.put("mobilenet", new MobileNet(8, STAGES, false, ENDS));
    all.put("efficientnet", new MobileNet(8, STAGES, true, ENDS));
    all.put("vit", new VisionTransformer(12, 4, 3, 16, SIDE, Training.LABELS, 0));
    all.put("vit-resized", new VisionTransformer(12, 4, 3, 16, 80, Training.LABELS, 0));
    all.put("dinov2", new VisionTransformer(12, 4, 3, 8, 40, Training.DINOV2, 0));
    all.put("dinov2-registers", new VisionTransformer(12, 4, 3, 8, 104, Training.DINOV2, 4));
    return all;
  }

  /** The weights that {@code networks.py} drew. */
  static Path weights(String name) {
    String file = name + ".safetensors";
    try {
      return Path.of(Objects.requireNonNull(TinyNetworks.class.getResource(file), file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static OnnxGraph random(String name) {
    return OnnxGraph.generated(all().get(name).build(name, new RandomWeights(1), SIDE), name);
  }

  /** The image of {@code networks.py}. */
  static ImageTensor image() {
    float[] values = new float[IMAGE.size()];
    long state = 1;
    for (int i = 0; i < values.length; i++) {
      state = (state * 1664525 + 1013904223) % (1L << 32);
      values[i] = (float) (0.5 * (state / (double) (1L << 32)) + 0.5 * (i % SIDE) / SIDE);
    }
    return new ImageTensor(IMAGE, values);
  }
}

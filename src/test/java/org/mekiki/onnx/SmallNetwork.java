package org.mekiki.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.ResNet;

/**
 * A residual network of a few channels with random weights, 64×64, as an ONNX file: under a
 * millisecond a frame, for tests that need many frames and not what is seen in them.
 */
public final class SmallNetwork {
  public static final int SIDE = 64;

  /** The tensors that are looked at. */
  public static final List<String> FEATURES = ResNet.FEATURES;

  private static final List<Integer> BLOCKS = List.of(1, 1, 1);
  private static final int CHANNELS = 8;
  private static final int SEED = 64;

  private SmallNetwork() {}

  /** Writes the file; the same bytes each time. */
  public static Path write(Path folder) {
    ResNet network = new ResNet(BLOCKS, false, CHANNELS, CHANNELS);
    try {
      return Files.write(
          Files.createDirectories(folder).resolve("small.onnx"),
          network.build("small", new RandomWeights(SEED), SIDE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

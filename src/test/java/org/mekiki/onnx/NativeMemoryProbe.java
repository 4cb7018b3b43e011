package org.mekiki.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mekiki.padim.feature.ImageTensor;

/**
 * Prints by how many kilobytes its process grew over 1,000 calls. A process of its own, since its
 * heap must be small: resident memory counts the heap's pages, too.
 */
final class NativeMemoryProbe {
  private static final int SIDE = 256;
  private static final int CALLS = 1000;

  private NativeMemoryProbe() {}

  public static void main(String[] args) throws IOException {
    BackboneGraph backbone = TinyGraphs.backbone(SIDE);
    ImageTensor image = TinyGraphs.constantImage(SIDE, 1); // 0.8 MB in, 1 MB out
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(backbone)) {
      for (int i = 0; i < CALLS; i++) {
        extractor.extract(image);
      }
      long before = residentKilobytes();
      for (int i = 0; i < CALLS; i++) {
        extractor.extract(image);
      }
      System.out.println(residentKilobytes() - before);
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}

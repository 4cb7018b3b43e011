package org.mekiki.onnx.int8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.text.Text;

/**
 * A backbone in int8, and how its features differ from the original's: every second image says
 * which values occur, by the others the two are compared.
 *
 * @param quantized the int8 one
 * @param noise one a feature, in their order
 */
public record CheckedQuantization(BackboneGraph quantized, List<QuantizationNoise> noise) {
  /** Two to learn from, two to compare by. */
  public static final int LEAST_IMAGES = 4;

  /** Adds a tenth to the variances of good images: AUROC falls by some thousandths. */
  public static final double DEFAULT_MAX_NOISE = 0.1;

  public CheckedQuantization {
    noise = List.copyOf(noise);
  }

  /**
   * Quantises a backbone and compares.
   *
   * @param images good ones of the camera's, {@link #LEAST_IMAGES} or more
   * @throws OnnxException if they are too few, there is nothing to quantise in the backbone, or
   *     ONNX Runtime refuses the graph
   */
  public static CheckedQuantization of(BackboneGraph exact, List<ImageTensor> images) {
    if (images.size() < LEAST_IMAGES) {
      throw new OnnxException(
          Text.of(
              "%d images are too few to quantise a backbone by; at least %d are needed, 50 are"
                  + " plenty",
              images.size(), LEAST_IMAGES));
    }
    List<ImageTensor> learn = new ArrayList<>();
    List<ImageTensor> compare = new ArrayList<>();
    for (ImageTensor image : images) {
      (learn.size() > compare.size() ? compare : learn).add(image);
    }
    BackboneGraph quantized = Int8Quantizer.quantize(exact, learn);
    try (OnnxFeatureExtractor floats = new OnnxFeatureExtractor(exact);
        OnnxFeatureExtractor integers = new OnnxFeatureExtractor(quantized)) {
      return new CheckedQuantization(
          quantized, QuantizationNoise.measure(floats, integers, compare));
    }
  }

  /** The feature with most noise. */
  public QuantizationNoise worst() {
    return noise.stream().max(Comparator.comparingDouble(QuantizationNoise::noise)).orElseThrow();
  }

  /**
   * Why it should not be used, if so.
   *
   * @param maxNoise the most noise of a feature that is allowed, above 0
   */
  public Optional<String> refusal(double maxNoise) {
    return noise.stream()
        .filter(each -> !(each.noise() <= maxNoise))
        .findFirst()
        .map(
            each ->
                Text.of(
                    "feature '%s' has %.1f %% noise in int8, and %.1f %% are allowed",
                    each.feature(), each.noise() * 100, maxNoise * 100));
  }
}

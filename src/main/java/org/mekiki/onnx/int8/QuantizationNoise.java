package org.mekiki.onnx.int8;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;

/**
 * What int8 changes in a backbone's features, held against what good images differ by themselves:
 * noise = Σ(q − f)² / Σ(f − f̄)² over all images and all values of a feature, f̄ the mean of that
 * value over the images. PaDiM measures in units of good images' spread, so noise adds to its
 * variances by this share.
 *
 * @param noise share of the good images' variance, 0 or more
 */
public record QuantizationNoise(String feature, double noise) {
  /**
   * Compares two backbones.
   *
   * @param quantized the int8 one, with the same features
   * @param images good ones, best others than the ranges were learned from; at least 2
   * @return one a feature, in their order
   */
  public static List<QuantizationNoise> measure(
      FeatureExtractor exact, FeatureExtractor quantized, List<ImageTensor> images) {
    if (images.size() < 2) {
      throw new OnnxException(
          images.size() + " images are too few to compare two backbones by; at least 2 are needed");
    }
    List<Sums> sums = new ArrayList<>();
    exact.backbone().features().forEach(shape -> sums.add(new Sums(shape.size())));
    for (ImageTensor image : images) {
      List<FeatureMap> floats = exact.extract(image);
      List<FeatureMap> integers = quantized.extract(image);
      for (int f = 0; f < sums.size(); f++) {
        sums.get(f).add(floats.get(f).values(), integers.get(f).values());
      }
    }
    List<QuantizationNoise> noise = new ArrayList<>();
    for (int f = 0; f < sums.size(); f++) {
      String name = exact.backbone().features().get(f).name();
      noise.add(new QuantizationNoise(name, sums.get(f).noise()));
    }
    return noise;
  }

  /** Running means of a feature's values, and the sums of squares (Welford 1962). */
  private static final class Sums {
    private final double[] mean;
    private double spread;
    private double error;
    private int images;

    Sums(int size) {
      mean = new double[size];
    }

    void add(float[] exact, float[] quantized) {
      images++;
      for (int i = 0; i < mean.length; i++) {
        double delta = exact[i] - mean[i];
        mean[i] += delta / images;
        spread += delta * (exact[i] - mean[i]);
        double difference = (double) quantized[i] - exact[i];
        error += difference * difference;
      }
    }

    double noise() {
      return error == 0 ? 0 : error / spread;
    }
  }
}

package org.mekiki.padim;

import java.util.Random;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.threshold.GoodGroups;

/** Seeded inputs for tests. */
public final class Samples {
  private Samples() {}

  /** The same model, whose good images fall into these groups. */
  public static PadimModel inGroups(PadimModel model, GoodGroups groups) {
    return new PadimModel(
        model.backbone(),
        model.embedding(),
        model.gaussians(),
        model.normalizer(),
        model.threshold(),
        model.frames(),
        groups,
        model.common(),
        model.looks());
  }

  /** Correlated embeddings {@code [image][patch][d]} around 5. */
  public static float[] embeddings(int images, int patches, int dimensions, long seed) {
    Random random = new Random(seed);
    float[] values = new float[images * patches * dimensions];
    for (int v = 0; v < images * patches; v++) {
      double common = random.nextGaussian();
      for (int d = 0; d < dimensions; d++) {
        values[v * dimensions + d] =
            (float) (5 + 0.7 * common + (0.3 + d % 3) * random.nextGaussian());
      }
    }
    return values;
  }

  /** The embeddings without one image. */
  public static float[] without(float[] embeddings, int image, int perImage) {
    float[] rest = new float[embeddings.length - perImage];
    System.arraycopy(embeddings, 0, rest, 0, image * perImage);
    System.arraycopy(
        embeddings, (image + 1) * perImage, rest, image * perImage, rest.length - image * perImage);
    return rest;
  }

  public static PatchGaussians gaussians(int patches, int dimensions, long seed) {
    RunningGaussian running = new RunningGaussian(patches, dimensions);
    running.add(embeddings(dimensions + 5, patches, dimensions, seed), dimensions + 5);
    return running.fit(0, new Regularization.Absolute(0.01), 1);
  }
}

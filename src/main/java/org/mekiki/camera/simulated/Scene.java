package org.mekiki.camera.simulated;

import java.util.SplittableRandom;

/**
 * Everything about one frame that chance decides, but the defect.
 *
 * @param textureColumn offset into the texture tiles
 * @param textureRow offset into the texture tiles
 * @param textureGain strength of the texture, about 1
 * @param inkX shift of the print on the part
 * @param inkY shift of the print on the part
 * @param inkDensity 0…1
 * @param brightness about 1
 * @param slopeX relative change of brightness from the middle to the right border
 * @param slopeY relative change of brightness from the middle to the lower border
 * @param falloff relative loss of brightness at a corner
 * @param haze grey levels that stray light adds
 * @param noiseSeed for the sensor's noise and for dust
 */
public record Scene(
    Placement placement,
    int focus,
    int textureColumn,
    int textureRow,
    double textureGain,
    double inkX,
    double inkY,
    double inkDensity,
    double brightness,
    double slopeX,
    double slopeY,
    double falloff,
    double haze,
    long noiseSeed) {
  /** Brightness and its gradients vary by up to this share: a lamp that drifts a little. */
  private static final double LIGHT = 0.06;

  static Scene draw(SplittableRandom random, SimulatedScene scene) {
    return new Scene(
        scene.place(random),
        random.nextInt(PartLayers.FOCUS_LEVELS),
        random.nextInt(Textures.SIDE),
        random.nextInt(Textures.SIDE),
        1 + spread(random, 0.15),
        spread(random, 1.2),
        spread(random, 1.2),
        0.86 + spread(random, 0.07),
        1 + spread(random, LIGHT),
        spread(random, LIGHT),
        spread(random, LIGHT),
        0.1 + spread(random, 0.5 * LIGHT),
        3 + spread(random, 30 * LIGHT),
        random.nextLong());
  }

  /** Between −width and width, evenly. */
  public static double spread(SplittableRandom random, double width) {
    return (2 * random.nextDouble() - 1) * width;
  }
}

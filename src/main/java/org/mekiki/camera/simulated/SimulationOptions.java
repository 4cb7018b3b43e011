package org.mekiki.camera.simulated;

/**
 * What a simulated camera shows.
 *
 * @param defectRate share of defective parts, 0…1
 */
public record SimulationOptions(SimulatedScene scene, double defectRate) {
  /** The part in its fixture, a tenth of the parts defective. */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(SimulatedScene.FIXTURE, 0.1);

  public SimulationOptions {
    if (!(defectRate >= 0 && defectRate <= 1)) {
      throw new IllegalArgumentException(
          "simulated camera: defectRate " + defectRate + " is not in 0.0…1.0");
    }
  }

  /** The same camera over another scene. */
  public SimulationOptions withScene(SimulatedScene other) {
    return new SimulationOptions(other, defectRate);
  }

  /** The same with another share of defective parts, 0…1. */
  public SimulationOptions withDefectRate(double rate) {
    return new SimulationOptions(scene, rate);
  }
}

package org.mekiki.camera.simulated;

import java.util.Optional;

/** Draws frames of one scene. For one thread. */
public interface FrameRenderer {
  /**
   * Draws one.
   *
   * @param noise standard deviation of the sensor's noise at medium brightness
   * @return red, green, blue, row by row
   */
  byte[] render(Scene scene, double noise, Optional<DefectPatch> defect);
}

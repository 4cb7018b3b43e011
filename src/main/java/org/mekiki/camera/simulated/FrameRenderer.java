package org.mekiki.camera.simulated;

import java.util.Optional;

/** Draws frames of one scene. For one thread. */
public interface FrameRenderer {
  /**
   * Draws one.
   *
   * @return red, green, blue, row by row
   */
  byte[] render(Scene scene, Optional<DefectPatch> defect);
}

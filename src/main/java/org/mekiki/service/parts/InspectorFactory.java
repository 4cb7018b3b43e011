package org.mekiki.service.parts;

import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.CameraThresholds;
import org.mekiki.inspect.Inspector;

/** Configuration → what inspects frames: the same for all who score those of the line. */
public final class InspectorFactory {
  private InspectorFactory() {}

  /** With the settings of pictures ({@code image.…}), cameras' thresholds and regions. */
  public static Inspector of(MekikiConfig config) {
    return new Inspector(
        config.image().decoder(),
        config.score().maxRegions(),
        new CameraThresholds(config.score().thresholds()),
        config.image().rules());
  }
}

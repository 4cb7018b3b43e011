package org.mekiki.inspect;

import java.util.List;
import org.mekiki.padim.feature.ImageTensor;

/** Port: makes a faster network of a trainer's own, for what its camera sees. Thread-safe. */
@FunctionalInterface
public interface BackboneQuantizer {
  /**
   * Quantises the network and compares the two.
   *
   * @param good images that training was given, as the network takes them
   * @throws QuantizationRefusedException if it can't be done, or the new one differs by too much
   */
  QuantizedBackbone quantize(List<ImageTensor> good);
}

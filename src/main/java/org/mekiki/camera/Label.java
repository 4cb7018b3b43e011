package org.mekiki.camera;

import java.util.Optional;

/**
 * The truth about a frame.
 *
 * @param defect what is wrong with the part; empty for a good one
 */
public record Label(Optional<Defect> defect) {
  /** Nothing is wrong. */
  public static final Label GOOD = new Label(Optional.empty());

  /** This is wrong. */
  public static Label of(Defect defect) {
    return new Label(Optional.of(defect));
  }

  /** Whether nothing is wrong. */
  public boolean good() {
    return defect.isEmpty();
  }
}

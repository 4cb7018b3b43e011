package org.mekiki.view;

import org.mekiki.text.Labelled;

/** What happens where a region's shape is not that of its input. */
public enum Padding implements Labelled {
  /** Its aspect ratio is kept, and the rest of the input stays empty. */
  PAD,
  /** It is stretched to fill its input. */
  STRETCH;

  /**
   * Reads {@link #label()}.
   *
   * @throws IllegalArgumentException with the valid names
   */
  public static Padding of(String label) {
    return Labelled.find(Padding.class, label)
        .orElseThrow(
            () -> new IllegalArgumentException("padding is '" + label + "'; valid: pad, stretch"));
  }
}

package org.mekiki.detect;

import java.util.Locale;

/** Kinds of defects that are painted. */
public enum DefectKind {
  /** A line as long as its size and a twelfth as wide, at least 1.5 pixels. */
  SCRATCH("scratches"),
  /** A spot with a firm, irregular outline; its size is the diameter. */
  SPOT("spots"),
  /** A soft ellipse as long as its size and half as wide. */
  SMEAR("smears"),
  /** A square of another place of the same frame; its size is the side. Has no contrast. */
  MOVED_PATCH("moved patches"),
  /**
   * A bite out of a strong edge, filled with what lies beyond; its size is the diameter. Has the
   * contrast of the edge.
   */
  CHIPPED_EDGE("chipped edges");

  private final String plural;

  DefectKind(String plural) {
    this.plural = plural;
  }

  /** For people: {@code moved patch}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * The kind of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DefectKind of(String label) {
    for (DefectKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("kind of defect '" + label + "' is not known");
  }

  /** For people: {@code moved patches}. */
  public String plural() {
    return plural;
  }

  /** Whether it is painted with a contrast in grey levels; else it takes colours of the frame. */
  public boolean hasContrast() {
    return this == SCRATCH || this == SPOT || this == SMEAR;
  }
}

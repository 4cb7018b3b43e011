package org.mekiki.text;

import java.util.Locale;

/** A constant of an enum with a name for settings, metrics, topics and people. */
public interface Labelled {
  /** The constant's. */
  String name();

  /** The constant's name in lower case, with dashes, e.g. {@code no-frames}. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

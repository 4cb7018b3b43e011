package org.mekiki.config.choice;

import java.util.Locale;

/** A setting with a few valid words, each a constant of an enum. */
public interface Choice {
  /** The constant's. */
  String name();

  /** As it is written in a configuration: the constant's name in lower case, with dashes. */
  default String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

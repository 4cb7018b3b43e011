package org.mekiki.config.choice;

/** A setting with a few valid words. */
public interface Choice {
  /** As it is written in a configuration. */
  String text();
}

package org.mekiki.planted.stream;

/** Planted violation: topologies must not know the command line. */
public final class Planted {
  private Planted() {}

  static Class<?> app() {
    return picocli.CommandLine.class;
  }
}

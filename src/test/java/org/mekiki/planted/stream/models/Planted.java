package org.mekiki.planted.stream.models;

/** Planted violation: the models topic knows no training. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.training.Planted.class;
  }
}

package org.mekiki.planted.stream.access;

/** Planted violation: permissions need no records. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.codec.Planted.class;
  }
}

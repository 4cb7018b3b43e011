package org.mekiki.planted.cluster;

/** Planted violation: the cluster is told apart from services. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.service.Planted.class;
  }
}

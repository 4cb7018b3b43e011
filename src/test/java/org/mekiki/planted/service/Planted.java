package org.mekiki.planted.service;

/** Planted violation: services must not know commands. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.app.common.Planted.class;
  }
}

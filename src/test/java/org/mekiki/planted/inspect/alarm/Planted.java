package org.mekiki.planted.inspect.alarm;

/** Planted violation: rules of alarms know no topics. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.alarms.Planted.class;
  }
}

package org.mekiki.planted.service.monitor;

/** Planted violation: what services are made of does not know the services. */
public final class Planted {
  private Planted() {}

  public static Class<?> forbidden() {
    return org.mekiki.planted.service.Planted.class;
  }
}

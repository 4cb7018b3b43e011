package org.mekiki.planted.image;

/** Planted violation: images must not know the network. */
public final class Planted {
  private Planted() {}

  static int device() {
    return ai.djl.Device.cpu().getDeviceId();
  }
}

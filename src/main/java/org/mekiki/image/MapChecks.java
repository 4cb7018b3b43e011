package org.mekiki.image;

/** Checks that the classes which take maps share. */
final class MapChecks {
  private MapChecks() {}

  static void requireSize(float[] map, int width, int height) {
    if (width < 1 || height < 1 || map.length != (long) width * height) {
      throw new IllegalArgumentException(
          "map of " + map.length + " values is not " + width + " columns x " + height + " rows");
    }
  }
}

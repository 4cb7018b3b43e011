package org.mekiki.camera.simulated;

import java.util.SplittableRandom;

/** Lamp and sensor: what happens to one row of colours on its way to the frame's bytes. */
public final class Sensor {
  private static final double MEDIUM_GREY = 128;

  /** Standard deviation of the noise at medium grey, in grey levels: an ordinary sensor. */
  static final double NOISE = 2.2;

  private final int width;
  private final int height;
  private final float[] normals;

  public Sensor(int width, int height, Textures textures) {
    this.width = width;
    this.height = height;
    this.normals = textures.normals();
  }

  public void light(Scene scene, int y, float[] row) {
    double yn = (y - height / 2.0) / (height / 2.0);
    float constant =
        (float) (scene.brightness() * (1 + scene.slopeY() * yn - scene.falloff() / 2 * yn * yn));
    float slope = (float) (scene.brightness() * scene.slopeX());
    float curve = (float) (-scene.brightness() * scene.falloff() / 2);
    float haze = (float) scene.haze();
    for (int x = 0, j = 0; x < width; x++, j += 3) {
      float xn = (x - width / 2f) / (width / 2f);
      float gain = constant + xn * (slope + xn * curve);
      row[j] = row[j] * gain + haze;
      row[j + 1] = row[j + 1] * gain + haze;
      row[j + 2] = row[j + 2] * gain + haze;
    }
  }

  /** Noise grows with light, as photons do: half of its deviation at medium grey is constant. */
  public void sense(byte[] pixels, int y, float[] row, SplittableRandom random) {
    int from = random.nextInt(normals.length - row.length);
    float constant = (float) (NOISE / 2);
    float growing = (float) (NOISE / 2 / MEDIUM_GREY);
    for (int j = 0; j < row.length; j++) {
      row[j] += (constant + growing * row[j]) * normals[from + j] + 0.5f;
    }
    int to = y * row.length;
    for (int j = 0; j < row.length; j++) {
      int sensed = (int) row[j];
      pixels[to + j] = (byte) (sensed > 255 ? 255 : sensed < 0 ? 0 : sensed);
    }
  }
}

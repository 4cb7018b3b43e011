package org.mekiki.camera;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Puts one frame together, in the order in which it happens at a real station: surface, print and
 * dust of this very part; its place under the camera; the defect; the lamp; the sensor.
 *
 * <p>Keeps its buffers from frame to frame, so it is for one thread.
 */
final class SceneRenderer {
  private static final int SPECKS = 7;
  private static final double MEDIUM_GREY = 128;

  private final PartLayers layers = PartLayers.shared();
  private final float[] part = new float[3 * PartLayers.WIDTH * PartLayers.HEIGHT];
  private final float[] row = new float[3 * SimulatedCamera.WIDTH];

  /** Red, green, blue, row by row. */
  byte[] render(Scene scene, double noise, Optional<DefectPatch> defect) {
    layTexture(scene);
    print(scene);
    SplittableRandom random = new SplittableRandom(scene.noiseSeed());
    dust(random);
    byte[] pixels = new byte[3 * SimulatedCamera.WIDTH * SimulatedCamera.HEIGHT];
    for (int y = 0; y < SimulatedCamera.HEIGHT; y++) {
      place(scene.placement(), y);
      int line = y;
      defect.ifPresent(patch -> patch.apply(line, row));
      light(scene, y);
      sense(pixels, y, noise, random);
    }
    return pixels;
  }

  private void layTexture(Scene scene) {
    float[] colour = layers.colour(scene.focus());
    float[] amplitude = layers.texture();
    int[] at = layers.textureAt();
    float[] tiles = layers.textures().tiles();
    float gain = (float) scene.textureGain();
    int tileMask = ~((1 << 2 * Textures.SIDE_BITS) - 1);
    int rowMask = Textures.SIDE_MASK << Textures.SIDE_BITS;
    int rowOffset = scene.textureRow() << Textures.SIDE_BITS;
    for (int i = 0, j = 0; i < at.length; i++, j += 3) {
      int index =
          at[i] & tileMask
              | at[i] + rowOffset & rowMask
              | at[i] + scene.textureColumn() & Textures.SIDE_MASK;
      float level = gain * amplitude[i] * tiles[index];
      part[j] = colour[j] + level;
      part[j + 1] = colour[j + 1] + level;
      part[j + 2] = colour[j + 2] + level;
    }
  }

  private void print(Scene scene) {
    float[] ink = layers.ink();
    int left = PartLayers.WIDTH / 2 + 30;
    int right = PartLayers.WIDTH / 2 + 215;
    int top = PartLayers.HEIGHT / 2 - 90;
    int bottom = PartLayers.HEIGHT / 2 + 80;
    int shiftX = (int) Math.floor(scene.inkX());
    int shiftY = (int) Math.floor(scene.inkY());
    float fx = (float) (scene.inkX() - shiftX);
    float fy = (float) (scene.inkY() - shiftY);
    float density = (float) scene.inkDensity();
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int from = (y - shiftY) * PartLayers.WIDTH + x - shiftX;
        int above = from - PartLayers.WIDTH;
        float share =
            (1 - fy) * ((1 - fx) * ink[from] + fx * ink[from - 1])
                + fy * ((1 - fx) * ink[above] + fx * ink[above - 1]);
        if (share > 0) {
          mix(3 * (y * PartLayers.WIDTH + x), PartDrawing.INK, density * share);
        }
      }
    }
  }

  /** A few faint specks that lie on every part and mean nothing. */
  private void dust(SplittableRandom random) {
    int specks = random.nextInt(SPECKS);
    for (int i = 0; i < specks; i++) {
      int x = random.nextInt(2, PartLayers.WIDTH - 2);
      int y = random.nextInt(2, PartLayers.HEIGHT - 2);
      float share = (float) (0.05 + 0.1 * random.nextDouble());
      mix(3 * (y * PartLayers.WIDTH + x), PartDrawing.DARK, share);
      mix(3 * (y * PartLayers.WIDTH + x + 1), PartDrawing.DARK, share / 2);
    }
  }

  private void mix(int at, float[] colour, float share) {
    for (int c = 0; c < 3; c++) {
      part[at + c] += share * (colour[c] - part[at + c]);
    }
  }

  /** One row of the frame, read bilinearly from the part. */
  private void place(Placement placement, int y) {
    float u = (float) (placement.partX(0, y) + PartLayers.WIDTH / 2.0);
    float v = (float) (placement.partY(0, y) + PartLayers.HEIGHT / 2.0);
    float du = (float) placement.cos();
    float dv = (float) -placement.sin();
    int step = 3 * PartLayers.WIDTH;
    for (int x = 0, j = 0; x < SimulatedCamera.WIDTH; x++, j += 3) {
      float px = u + x * du;
      float py = v + x * dv;
      int column = (int) px;
      int line = (int) py;
      float fx = px - column;
      float fy = py - line;
      float a = (1 - fx) * (1 - fy);
      float b = fx * (1 - fy);
      float c = (1 - fx) * fy;
      float d = fx * fy;
      int i = line * step + 3 * column;
      row[j] = a * part[i] + b * part[i + 3] + c * part[i + step] + d * part[i + step + 3];
      row[j + 1] =
          a * part[i + 1] + b * part[i + 4] + c * part[i + step + 1] + d * part[i + step + 4];
      row[j + 2] =
          a * part[i + 2] + b * part[i + 5] + c * part[i + step + 2] + d * part[i + step + 5];
    }
  }

  private void light(Scene scene, int y) {
    double yn = (y - SimulatedCamera.HEIGHT / 2.0) / (SimulatedCamera.HEIGHT / 2.0);
    float constant =
        (float) (scene.brightness() * (1 + scene.slopeY() * yn - scene.falloff() / 2 * yn * yn));
    float slope = (float) (scene.brightness() * scene.slopeX());
    float curve = (float) (-scene.brightness() * scene.falloff() / 2);
    float haze = (float) scene.haze();
    for (int x = 0, j = 0; x < SimulatedCamera.WIDTH; x++, j += 3) {
      float xn = (x - SimulatedCamera.WIDTH / 2f) / (SimulatedCamera.WIDTH / 2f);
      float gain = constant + xn * (slope + xn * curve);
      row[j] = row[j] * gain + haze;
      row[j + 1] = row[j + 1] * gain + haze;
      row[j + 2] = row[j + 2] * gain + haze;
    }
  }

  /** Noise grows with light, as photons do: half of its deviation at medium grey is constant. */
  private void sense(byte[] pixels, int y, double noise, SplittableRandom random) {
    float[] normals = layers.textures().normals();
    int from = random.nextInt(normals.length - row.length);
    float constant = (float) (noise / 2);
    float growing = (float) (noise / 2 / MEDIUM_GREY);
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

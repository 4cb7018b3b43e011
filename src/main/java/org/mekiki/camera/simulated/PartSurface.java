package org.mekiki.camera.simulated;

import java.util.SplittableRandom;

/**
 * The surface of one part: texture, print and dust, which no other part has.
 *
 * <p>Keeps its buffer from frame to frame, so it is for one thread.
 */
public final class PartSurface {
  private static final int SPECKS = 7;

  private final PartLayers layers;
  private final float[] part = new float[3 * PartLayers.WIDTH * PartLayers.HEIGHT];

  public PartSurface(PartLayers layers) {
    this.layers = layers;
  }

  /** Red, green, blue of each point; valid until the next call. */
  public float[] of(Scene scene, SplittableRandom random) {
    layTexture(scene);
    print(scene);
    dust(random);
    return part;
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
}

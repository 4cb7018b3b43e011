package org.mekiki.camera.simulated;

import java.util.SplittableRandom;

/**
 * Noise that is the same in every process: tiles of surface texture, which frames read at random
 * offsets, and a table of normal deviates for the sensor. All have mean 0 and deviation 1.
 *
 * <p>A tile wraps around. {@link #BRUSHED} is drawn out along its rows by a recursive filter, as
 * brushing and turning leave grooves; {@link #MATTE} is smoothed a little in both directions.
 */
public final class Textures {
  public static final int SIDE_BITS = 10;
  public static final int SIDE = 1 << SIDE_BITS;
  public static final int SIDE_MASK = SIDE - 1;
  static final int BRUSHED = 0;
  static final int MATTE = 1;

  private static final int NORMALS = 1 << 16;
  private static final long SEED = 0x4d454b494b49L;
  private static final float GROOVE_DECAY = 0.97f;

  /** Both tiles behind each other: {@code tile * SIDE * SIDE + row * SIDE + column}. */
  private final float[] tiles = new float[2 * SIDE * SIDE];

  private final float[] normals = new float[NORMALS];

  Textures() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < normals.length; i++) {
      normals[i] = (float) normal(random);
    }
    float[] brushed = white(random);
    drawOut(brushed);
    System.arraycopy(standardised(brushed), 0, tiles, BRUSHED * SIDE * SIDE, SIDE * SIDE);
    float[] matte = standardised(smoothed(smoothed(white(random))));
    System.arraycopy(matte, 0, tiles, MATTE * SIDE * SIDE, SIDE * SIDE);
  }

  public float[] tiles() {
    return tiles;
  }

  public float[] normals() {
    return normals;
  }

  /** Box–Muller by StrictMath: the same bits on every machine. */
  static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  private static float[] white(SplittableRandom random) {
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) normal(random);
    }
    return values;
  }

  /** Along each row twice around, so that the end meets the beginning. */
  private static void drawOut(float[] values) {
    for (int row = 0; row < SIDE; row++) {
      float state = 0;
      float[] noise = new float[SIDE];
      System.arraycopy(values, row * SIDE, noise, 0, SIDE);
      for (int i = 0; i < 2 * SIDE; i++) {
        state = GROOVE_DECAY * state + noise[i & SIDE_MASK];
        values[row * SIDE + (i & SIDE_MASK)] = state;
      }
    }
  }

  private static float[] smoothed(float[] values) {
    float[] result = new float[values.length];
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        float sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            sum += values[((row + dy) & SIDE_MASK) * SIDE + ((column + dx) & SIDE_MASK)];
          }
        }
        result[row * SIDE + column] = sum / 9;
      }
    }
    return result;
  }

  private static float[] standardised(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float v : values) {
      sum += v;
      squares += (double) v * v;
    }
    double mean = sum / values.length;
    double deviation = StrictMath.sqrt(squares / values.length - mean * mean);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((values[i] - mean) / deviation);
    }
    return values;
  }
}

package org.mekiki.camera.simulated;

import org.mekiki.defect.Shapes;

/**
 * The part drawn once, for all frames: what stays the same whatever light, noise and position do.
 * Larger than a frame by a margin on each side, so that a shifted and turned part has surroundings.
 *
 * <p>Immutable after construction; shared by all simulated cameras of a process.
 */
public final class PartLayers {
  static final int MARGIN = 24;
  public static final int WIDTH = SimulatedCamera.WIDTH + 2 * MARGIN;
  public static final int HEIGHT = SimulatedCamera.HEIGHT + 2 * MARGIN;

  /** How many degrees of sharpness there are; 0 is the sharpest. */
  static final int FOCUS_LEVELS = 3;

  private final float[][] colours = new float[FOCUS_LEVELS][];
  private final float[] ink = new float[WIDTH * HEIGHT];
  private final float[] texture = new float[WIDTH * HEIGHT];
  private final int[] textureAt = new int[WIDTH * HEIGHT];
  private final boolean[] surface = new boolean[WIDTH * HEIGHT];
  private final Textures textures = new Textures();

  public PartLayers(PartDrawing drawing) {
    float[] colour = new float[3 * WIDTH * HEIGHT];
    double[][] holes = PartDrawing.holes();
    for (int j = 0, i = 0; j < HEIGHT; j++) {
      for (int k = 0; k < WIDTH; k++, i++) {
        double x = k - WIDTH / 2.0;
        double y = j - HEIGHT / 2.0;
        drawing.at(x, y, holes);
        System.arraycopy(drawing.colour(), 0, colour, 3 * i, 3);
        ink[i] = (float) PartDrawing.ink(x, y);
        texture[i] = (float) drawing.texture();
        textureAt[i] = textureAt(x, y, drawing);
        surface[i] = drawing.metal();
      }
    }
    for (int level = 0; level < FOCUS_LEVELS; level++) {
      colours[level] = colour;
      colour = softened(colour);
    }
  }

  /** The one drawing of this process, made when first needed. */
  public static PartLayers shared() {
    return Holder.LAYERS;
  }

  private static final class Holder {
    static final PartLayers LAYERS = new PartLayers(new PartDrawing());
  }

  /** Red, green, blue of each point without texture and print. */
  public float[] colour(int focus) {
    return colours[focus];
  }

  /** Share of each point that is printed. */
  public float[] ink() {
    return ink;
  }

  /** Deviation of each point's texture. */
  public float[] texture() {
    return texture;
  }

  /** Where each point's texture lies in {@link Textures#tiles()}, before the frame's offset. */
  public int[] textureAt() {
    return textureAt;
  }

  /** Whether a point of the part is open metal. */
  boolean isSurface(double x, double y) {
    int column = (int) Math.round(x + WIDTH / 2.0);
    int row = (int) Math.round(y + HEIGHT / 2.0);
    return column >= 0
        && column < WIDTH
        && row >= 0
        && row < HEIGHT
        && surface[row * WIDTH + column];
  }

  public Textures textures() {
    return textures;
  }

  private static int textureAt(double x, double y, PartDrawing drawing) {
    double along = x + 4 * Textures.SIDE;
    double across = y + 4 * Textures.SIDE;
    if (drawing.turned()) {
      double rx = x - PartDrawing.RING_X;
      double ry = y - PartDrawing.RING_Y;
      // A whole number of tiles around the ring: no seam.
      along = (StrictMath.atan2(ry, rx) / (2 * Math.PI) + 1) * Textures.SIDE;
      across = Shapes.length(rx, ry) * 1.4;
    }
    int tile = PartDrawing.edge(x, y) < 0 ? Textures.BRUSHED : Textures.MATTE;
    int column = (int) along & Textures.SIDE_MASK;
    int row = (int) across & Textures.SIDE_MASK;
    return (tile << Textures.SIDE_BITS | row) << Textures.SIDE_BITS | column;
  }

  /** One step of 1-4-1 smoothing along both axes. */
  private static float[] softened(float[] colour) {
    return softened(softened(colour, 3), 3 * WIDTH);
  }

  private static float[] softened(float[] values, int step) {
    float[] result = values.clone();
    for (int i = step; i < values.length - step; i++) {
      result[i] = (values[i - step] + 4 * values[i] + values[i + step]) / 6;
    }
    return result;
  }
}

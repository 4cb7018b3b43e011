package org.mekiki.camera.simulated;

import java.util.Optional;
import java.util.SplittableRandom;
import org.mekiki.defect.Shapes;

/**
 * Frames with the part at any place and angle. The lamp stays where it is while the part turns: the
 * bevel, the holes' walls and the shadow are lit for the angle at which the part lies.
 *
 * <p>Keeps its buffers from frame to frame, so it is for one thread.
 */
public final class TurnedRenderer implements FrameRenderer {
  private static final int WIDTH = SimulatedScene.TURNED.width();
  private static final int HEIGHT = SimulatedScene.TURNED.height();
  private static final double SHADOW_X = 5;
  private static final double SHADOW_Y = 6;
  private static final double SHADOW_REACH = 24;
  private static final float FINE = 4;
  private static final float COARSE = 5;
  private static final int COARSE_BITS = 5;
  private static final int SPECKS = 14;

  private final TurnedLayers layers = TurnedLayers.shared();
  private final PartSurface surface = new PartSurface(layers.base());
  private final Sensor sensor = new Sensor(WIDTH, HEIGHT, layers.base().textures());
  private final float[] row = new float[3 * WIDTH];

  @Override
  public byte[] render(Scene scene, Optional<DefectPatch> defect) {
    SplittableRandom random = new SplittableRandom(scene.noiseSeed());
    float[] part = surface.of(scene, random);
    layers.light(part, scene.placement());
    int[] specks = random.ints(random.nextInt(SPECKS), 0, WIDTH * HEIGHT).sorted().toArray();
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      ground(scene, y, specks);
      place(part, scene.placement(), y);
      int line = y;
      defect.ifPresent(patch -> patch.apply(line, row));
      sensor.light(scene, y, row);
      sensor.sense(pixels, y, row, random);
    }
    return pixels;
  }

  /** A mat with fine fibres, worn in patches, and a few bright crumbs. */
  private void ground(Scene scene, int y, int[] specks) {
    float[] tiles = layers.base().textures().tiles();
    int matte = Textures.MATTE * Textures.SIDE * Textures.SIDE;
    int fine = matte + (y + scene.textureRow() & Textures.SIDE_MASK) * Textures.SIDE;
    int step = 1 << COARSE_BITS;
    int coarseY = y + scene.textureColumn();
    int upper = matte + (coarseY >> COARSE_BITS & Textures.SIDE_MASK) * Textures.SIDE;
    int lower = matte + ((coarseY >> COARSE_BITS) + 1 & Textures.SIDE_MASK) * Textures.SIDE;
    float fy = (coarseY & step - 1) / (float) step;
    for (int x = 0, j = 0; x < WIDTH; x++, j += 3) {
      int coarseX = x + scene.textureRow();
      int left = coarseX >> COARSE_BITS & Textures.SIDE_MASK;
      int right = left + 1 & Textures.SIDE_MASK;
      float fx = (coarseX & step - 1) / (float) step;
      float above = tiles[upper + left] + fx * (tiles[upper + right] - tiles[upper + left]);
      float below = tiles[lower + left] + fx * (tiles[lower + right] - tiles[lower + left]);
      float level =
          FINE * tiles[fine + (x + scene.textureColumn() & Textures.SIDE_MASK)]
              + COARSE * (above + fy * (below - above));
      for (int c = 0; c < 3; c++) {
        row[j + c] = PartDrawing.MAT[c] + level;
      }
    }
    for (int speck : specks) {
      if (speck / WIDTH == y) {
        int j = 3 * (speck % WIDTH);
        row[j] += 60;
        row[j + 1] += 60;
        row[j + 2] += 56;
      }
    }
  }

  /** The shadow, and the part over it, on one row. */
  private void place(float[] part, Placement placement, int y) {
    double shadowX = placement.cos() * SHADOW_X + placement.sin() * SHADOW_Y;
    double shadowY = -placement.sin() * SHADOW_X + placement.cos() * SHADOW_Y;
    for (int x = 0, j = 0; x < WIDTH; x++, j += 3) {
      double u = placement.partX(x, y);
      double v = placement.partY(x, y);
      double edge = PartDrawing.edge(u, v);
      if (edge < SHADOW_REACH) {
        float shade = (float) (1 - 0.5 * PartDrawing.shadow(u - shadowX, v - shadowY));
        float cover = (float) Shapes.inside(edge);
        for (int c = 0; c < 3; c++) {
          float mat = row[j + c] * shade;
          row[j + c] = cover == 0 ? mat : mat + cover * (at(part, u, v, c) - mat);
        }
      }
    }
  }

  private static float at(float[] part, double u, double v, int channel) {
    float px = (float) (u + PartLayers.WIDTH / 2.0);
    float py = (float) (v + PartLayers.HEIGHT / 2.0);
    int column = (int) px;
    int line = (int) py;
    float fx = px - column;
    float fy = py - line;
    int i = 3 * (line * PartLayers.WIDTH + column) + channel;
    int below = i + 3 * PartLayers.WIDTH;
    float upper = part[i] + fx * (part[i + 3] - part[i]);
    float lower = part[below] + fx * (part[below + 3] - part[below]);
    return upper + fy * (lower - upper);
  }
}

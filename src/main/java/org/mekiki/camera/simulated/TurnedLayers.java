package org.mekiki.camera.simulated;

/**
 * The part drawn once without a lamp, and what a lamp from the right and one from below add to each
 * point: both together light it from any side. Immutable; shared by the cameras of a process.
 */
public final class TurnedLayers {
  private static final double STRENGTH = 1;

  private final PartLayers base = new PartLayers(new PartDrawing(0, 0, false));
  private final float[] fromX = added(new PartDrawing(STRENGTH, 0, false));
  private final float[] fromY = added(new PartDrawing(0, STRENGTH, false));

  private TurnedLayers() {}

  public static TurnedLayers shared() {
    return Holder.LAYERS;
  }

  private static final class Holder {
    static final TurnedLayers LAYERS = new TurnedLayers();
  }

  public PartLayers base() {
    return base;
  }

  /** Lights a part's points by the lamp, as it stands to a part that lies so. */
  public void light(float[] part, Placement placement) {
    double x = PartDrawing.LIGHT_X;
    double y = PartDrawing.LIGHT_Y;
    float shareX = (float) ((placement.cos() * x + placement.sin() * y) / STRENGTH);
    float shareY = (float) ((-placement.sin() * x + placement.cos() * y) / STRENGTH);
    for (int i = 0, j = 0; i < fromX.length; i++, j += 3) {
      float added = shareX * fromX[i] + shareY * fromY[i];
      part[j] += added;
      part[j + 1] += added;
      part[j + 2] += added;
    }
  }

  /** Red is as good as any: lamps are white. */
  private float[] added(PartDrawing drawing) {
    float[] dark = base.colour(0);
    double[][] holes = PartDrawing.holes();
    float[] added = new float[PartLayers.WIDTH * PartLayers.HEIGHT];
    for (int j = 0, i = 0; j < PartLayers.HEIGHT; j++) {
      for (int k = 0; k < PartLayers.WIDTH; k++, i++) {
        drawing.at(k - PartLayers.WIDTH / 2.0, j - PartLayers.HEIGHT / 2.0, holes);
        added[i] = drawing.colour()[0] - dark[3 * i];
      }
    }
    return added;
  }
}

package org.mekiki.padim.map;

import java.util.stream.IntStream;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.text.Text;

/**
 * Which patches of a grid count. Of the others no distance is computed, and they have no part in
 * maps, scores and thresholds. Immutable.
 *
 * <p>Blur and interpolation look beyond the edge of what counts. There a patch that doesn't count
 * gets the distance of the nearest one that does, as the border of a picture is mirrored: a defect
 * at the edge of a region weighs as much as one in its middle.
 */
public final class PatchMask {
  private final Grid grid;
  private final boolean[] counts;
  private final int[] counted;

  /** For each patch the position in {@link #counted} of the nearest one that counts. */
  private final int[] nearest;

  private PatchMask(Grid grid, boolean[] counts) {
    this.grid = grid;
    this.counts = counts;
    this.counted = IntStream.range(0, counts.length).filter(p -> counts[p]).toArray();
    this.nearest = new int[counts.length];
  }

  /**
   * A mask.
   *
   * @param counts one for each patch of the grid, row by row
   * @throws IllegalArgumentException if none counts
   */
  public static PatchMask of(Grid grid, boolean[] counts) {
    if (counts.length != grid.patches()) {
      throw new IllegalArgumentException(
          Text.of(
              "a mask of %d patches does not fill the grid %dx%d",
              counts.length, grid.height(), grid.width()));
    }
    PatchMask mask = new PatchMask(grid, counts.clone());
    if (mask.counted.length == 0) {
      throw new IllegalArgumentException("no patch counts: at least one must");
    }
    mask.findNearest();
    return mask;
  }

  private void findNearest() {
    for (int p = 0; p < nearest.length; p++) {
      int row = p / grid.width();
      int column = p % grid.width();
      long best = Long.MAX_VALUE;
      for (int i = 0; i < counted.length && best > 0; i++) {
        long down = counted[i] / grid.width() - row;
        long across = counted[i] % grid.width() - column;
        long distance = down * down + across * across;
        if (distance < best) {
          best = distance;
          nearest[p] = i;
        }
      }
    }
  }

  /** The grid whose patches these are. */
  public Grid grid() {
    return grid;
  }

  public boolean counts(int patch) {
    return counts[patch];
  }

  /** Number of patches that count. */
  public int count() {
    return counted.length;
  }

  /** Whether a pixel of a map belongs to a patch that counts. */
  public boolean countsAt(int x, int y, int mapWidth, int mapHeight) {
    int row = (int) ((long) y * grid.height() / mapHeight);
    int column = (int) ((long) x * grid.width() / mapWidth);
    return counts[row * grid.width() + column];
  }

  /** Gives pixels of patches that don't count the smallest value of the rest. */
  AnomalyMap apply(AnomalyMap whole) {
    float[] values = whole.values().clone();
    float min = Float.POSITIVE_INFINITY;
    for (int at = 0; at < values.length; at++) {
      if (countsAt(at % whole.width(), at / whole.width(), whole.width(), whole.height())) {
        min = Math.min(min, values[at]);
      }
    }
    for (int at = 0; at < values.length; at++) {
      if (!countsAt(at % whole.width(), at / whole.width(), whole.width(), whole.height())) {
        values[at] = min;
      }
    }
    return new AnomalyMap(whole.height(), whole.width(), values);
  }

  /** Of vectors of all patches, those of the patches that count, one after the other. */
  float[] compact(float[] vectors, int length) {
    float[] kept = new float[counted.length * length];
    for (int i = 0; i < counted.length; i++) {
      System.arraycopy(vectors, counted[i] * length, kept, i * length, length);
    }
    return kept;
  }

  /** Of Gaussians of all patches, those of the patches that count. */
  public PatchGaussians compact(PatchGaussians all) {
    return all.only(counted);
  }

  /** Values of all patches of those that count: each patch gets its nearest one's. */
  float[] spread(float[] compact) {
    float[] values = new float[nearest.length];
    for (int p = 0; p < values.length; p++) {
      values[p] = compact[nearest[p]];
    }
    return values;
  }
}

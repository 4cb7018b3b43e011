package org.mekiki.padim.map;

import org.mekiki.padim.feature.BandMatrix;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;

/**
 * Distances of the patches → map at the input's size: bilinear interpolation (pixel centres at one
 * half, {@code align_corners=false}), then blur. Thread-safe.
 *
 * <p>With {@link ReflectGaussianBlur} interpolation and blur are one banded matrix an axis; with
 * any other blur they are two steps.
 */
public final class MapInterpolator {
  private final Grid grid;
  private final ImageShape mapSize;
  private final BandMatrix vertical;
  private final BandMatrix horizontal;

  /** The blur that remains to be done; null where it is in the matrices. */
  private final GaussianBlur blur;

  /** Which patches count; null where all do. */
  private final PatchMask mask;

  /** An interpolator with PaDiM's blur. */
  public MapInterpolator(Grid grid, ImageShape mapSize) {
    this(grid, mapSize, new ReflectGaussianBlur());
  }

  /**
   * An interpolator for maps in which only some patches count: pixels of the others get the
   * smallest value of the rest, which leaves score and scale as they are.
   */
  public MapInterpolator(PatchMask mask, ImageShape mapSize) {
    this(mask.grid(), mapSize, new ReflectGaussianBlur(), mask);
  }

  /**
   * An interpolator with any blur.
   *
   * @param mapSize whose height and width the maps get
   */
  public MapInterpolator(Grid grid, ImageShape mapSize, GaussianBlur blur) {
    this(grid, mapSize, blur, null);
  }

  MapInterpolator(Grid grid, ImageShape mapSize, GaussianBlur blur, PatchMask mask) {
    this.mask = mask;
    this.grid = grid;
    this.mapSize = mapSize;
    BandMatrix down = BandMatrix.bilinear(mapSize.height(), grid.height());
    BandMatrix across = BandMatrix.bilinear(mapSize.width(), grid.width());
    if (blur instanceof ReflectGaussianBlur gaussian) {
      this.vertical = gaussian.axis(mapSize.height()).after(down);
      this.horizontal = gaussian.axis(mapSize.width()).after(across);
      this.blur = null;
    } else {
      this.vertical = down;
      this.horizontal = across;
      this.blur = blur;
    }
  }

  /** Of distances of all patches, those of the patches that count. */
  public float[] counted(float[] distances) {
    return mask == null ? distances : mask.compact(distances, 1);
  }

  /** The map of these distances, one for each patch of the grid. */
  public AnomalyMap map(float[] distances) {
    if (distances.length != grid.patches()) {
      throw new IllegalArgumentException(
          distances.length + " distances are not one for each of " + grid.patches() + " patches");
    }
    if (mask != null) {
      return mask.apply(whole(mask.spread(mask.compact(distances, 1))));
    }
    return whole(distances);
  }

  private AnomalyMap whole(float[] distances) {
    int height = mapSize.height();
    int width = mapSize.width();
    float[] wide = new float[grid.height() * width];
    horizontal.combineWithinRows(distances, 0, grid.height(), wide, 0);
    float[] map = new float[height * width];
    vertical.combineRows(wide, 0, width, map, 0, false);
    return new AnomalyMap(height, width, blur == null ? map : blur.blur(map, height, width));
  }
}

package org.mekiki.padim.feature;

import org.mekiki.text.Text;

/**
 * The embedding vectors of one image, patch by patch: {@code values[patch * dimensions + d]}. The
 * array is not copied.
 *
 * @param dimensions D, length of one vector
 * @param values {@code grid.patches() * dimensions} values
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Embedding(Grid grid, int dimensions, float[] values) {
  public Embedding {
    if (values.length != Math.multiplyExact(grid.patches(), dimensions)) {
      throw new IllegalArgumentException(
          Text.of(
              "embedding of %d values does not fill %d patches of %d dimensions",
              values.length, grid.patches(), dimensions));
    }
  }
}

package org.mekiki.padim.feature;

import org.mekiki.text.Text;

/**
 * How the concatenated features of a patch become the D numbers that the Gaussian is over. Stored
 * in the model: a model with another selection is another model.
 */
public sealed interface Reduction {
  /** Number of concatenated features that go in. */
  int inputs();

  /** Number that come out, D. */
  int dimensions();

  /** Takes the features at these positions of the concatenation. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Selection(int inputs, int[] indices) implements Reduction {
    public Selection {
      indices = indices.clone();
      if (indices.length < 1 || indices.length > inputs) {
        throw new IllegalArgumentException(
            Text.of(
                "%d dimensions can't be selected from %d features; valid: 1 to %d",
                indices.length, inputs, inputs));
      }
      java.util.BitSet seen = new java.util.BitSet(inputs);
      for (int index : indices) {
        if (index < 0 || index >= inputs || seen.get(index)) {
          throw new IllegalArgumentException(
              "feature index " + index + " is outside 0.." + (inputs - 1) + " or twice there");
        }
        seen.set(index);
      }
    }

    @Override
    public int dimensions() {
      return indices.length;
    }
  }

  /**
   * Multiplies by a matrix with orthonormal columns, {@code weights[input * dimensions + output]}.
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Projection(int inputs, int dimensions, float[] weights) implements Reduction {
    public Projection {
      if (dimensions < 1 || dimensions > inputs) {
        throw new IllegalArgumentException(
            Text.of(
                "%d features can't be projected to %d dimensions; valid: 1 to %d",
                inputs, dimensions, inputs));
      }
      if (weights.length != Math.multiplyExact(inputs, dimensions)) {
        throw new IllegalArgumentException(
            "projection matrix has " + weights.length + " values, not " + inputs * dimensions);
      }
    }
  }
}

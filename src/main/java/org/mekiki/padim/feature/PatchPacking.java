package org.mekiki.padim.feature;

import java.util.Arrays;
import java.util.List;
import org.mekiki.text.Text;

/**
 * Embeddings of a run of consecutive patches, without the values that the patches repeat, and back.
 *
 * <p>A feature that is coarser than the grid gives the same values to all patches that lie on one
 * of its pixels, if no neighbourhood is averaged. With ResNet-18, the paper's grid of 56 × 56 and
 * runs of 98 patches, a third of the values is left. Nothing is lost: what does not repeat as it
 * should is kept whole.
 *
 * <p>Packed values are, patch by patch, those of the dimensions that no patch of the run before had
 * already. Immutable.
 */
public final class PatchPacking {
  private final int patches;
  private final int dimensions;
  private final List<Repeats> repeats;
  private final int packedValues;

  /**
   * Which patches have the same values.
   *
   * @param origins for each patch of the run, the first one with the same values
   */
  @SuppressWarnings("ArrayRecordComponent") // internal, never compared
  record Repeats(int[] dimensions, int[] origins) {}

  /**
   * A packing.
   *
   * @param repeats whose dimensions are together all dimensions, each once
   */
  PatchPacking(int patches, int dimensions, List<Repeats> repeats) {
    this.patches = patches;
    this.dimensions = dimensions;
    this.repeats = List.copyOf(repeats);
    int kept = 0;
    for (Repeats group : repeats) {
      for (int patch = 0; patch < patches; patch++) {
        kept += group.origins[patch] == patch ? group.dimensions.length : 0;
      }
    }
    this.packedValues = kept;
  }

  /** Values of the whole run, patches times dimensions. */
  public int values() {
    return patches * dimensions;
  }

  /**
   * Leaves out what repeats.
   *
   * @param values {@code [patch][dimension]}
   * @param from where the run begins in it
   * @return the values that stay; or all, if they don't repeat as they should
   */
  public float[] pack(float[] values, int from) {
    if (packedValues == values()) {
      return Arrays.copyOfRange(values, from, from + values());
    }
    float[] packed = new float[packedValues];
    int at = 0;
    for (int patch = 0; patch < patches; patch++) {
      int to = from + patch * dimensions;
      for (Repeats group : repeats) {
        int origin = group.origins[patch];
        if (origin == patch) {
          for (int d : group.dimensions) {
            packed[at++] = values[to + d];
          }
        } else if (!areEqual(values, to, from + origin * dimensions, group.dimensions)) {
          return Arrays.copyOfRange(values, from, from + values());
        }
      }
    }
    return packed;
  }

  private static boolean areEqual(float[] values, int one, int other, int[] dimensions) {
    int differences = 0;
    for (int d : dimensions) {
      differences |=
          Float.floatToRawIntBits(values[one + d]) ^ Float.floatToRawIntBits(values[other + d]);
    }
    return differences == 0;
  }

  /**
   * Puts back what was left out.
   *
   * @param packed as {@link #pack} returned it
   * @param out gets {@link #values()} values, {@code [patch][dimension]}
   * @param at where they begin in it
   * @throws IllegalArgumentException if the run has another number of values
   */
  public void unpack(float[] packed, float[] out, int at) {
    if (packed.length == values()) {
      System.arraycopy(packed, 0, out, at, packed.length);
      return;
    }
    if (packed.length != packedValues) {
      throw new IllegalArgumentException(
          Text.of(
              "%d values are not %d patches of %d dimensions: %d would be, or %d where repeated"
                  + " ones are left out",
              packed.length, patches, dimensions, values(), packedValues));
    }
    int next = 0;
    for (int patch = 0; patch < patches; patch++) {
      int to = at + patch * dimensions;
      for (Repeats group : repeats) {
        int origin = group.origins[patch];
        if (origin == patch) {
          for (int d : group.dimensions) {
            out[to + d] = packed[next++];
          }
        } else {
          int source = at + origin * dimensions;
          for (int d : group.dimensions) {
            out[to + d] = out[source + d];
          }
        }
      }
    }
  }
}

package org.mekiki.model.chunk;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.text.Text;

/**
 * A model's reduction as its manifest has it. A selection is there in full; a projection's matrix
 * may be larger than a record may be, so it fills the model's last chunks (see {@link
 * ProjectionCodec}).
 *
 * @param inputs number of concatenated features
 * @param dimensions D
 * @param indices of a selection, D of them; empty for a projection
 */
public record StoredReduction(Kind kind, int inputs, int dimensions, List<Integer> indices) {
  /** The reductions that there are. */
  public enum Kind {
    SELECTION,
    PROJECTION
  }

  public StoredReduction {
    Objects.requireNonNull(kind, "kind");
    indices = List.copyOf(indices);
    if (dimensions < 1 || dimensions > inputs) {
      throw new IllegalArgumentException(
          Text.of(
              "%d dimensions of %d features are not valid: 1 to %d are",
              dimensions, inputs, inputs));
    }
    if (kind == Kind.SELECTION) {
      if (indices.size() != dimensions) {
        throw new IllegalArgumentException(
            "a selection of " + dimensions + " features has " + indices.size() + " indices");
      }
      toSelection(inputs, indices);
    } else if (!indices.isEmpty()) {
      throw new IllegalArgumentException("a projection has no indices");
    }
  }

  /** What a manifest says of this reduction. */
  public static StoredReduction of(Reduction reduction) {
    if (reduction instanceof Reduction.Selection selection) {
      return new StoredReduction(
          Kind.SELECTION,
          selection.inputs(),
          selection.dimensions(),
          Arrays.stream(selection.indices()).boxed().toList());
    }
    return new StoredReduction(
        Kind.PROJECTION, reduction.inputs(), reduction.dimensions(), List.of());
  }

  /** How many chunks the matrix fills; 0 for a selection. */
  public int chunks() {
    return kind == Kind.SELECTION ? 0 : Chunks.count(ProjectionCodec.bytes(inputs, dimensions));
  }

  public Reduction selection() {
    return toSelection(inputs, indices);
  }

  private static Reduction.Selection toSelection(int inputs, List<Integer> indices) {
    return new Reduction.Selection(inputs, indices.stream().mapToInt(Integer::intValue).toArray());
  }
}

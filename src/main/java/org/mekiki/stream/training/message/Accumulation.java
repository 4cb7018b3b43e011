package org.mekiki.stream.training.message;

import java.nio.charset.StandardCharsets;

/**
 * What a number of good frames add up to: frames of the same model, teaching run, generation and
 * settings go into the same Gaussians.
 *
 * @param model key of the model
 * @param run teaching run; empty for frames that named none. Runs are named so that a later one
 *     sorts behind an earlier one
 * @param generation number of fits of this model and run before, 0 or more
 * @param settings fingerprint of backbone, embedding and tiling
 */
public record Accumulation(String model, String run, long generation, String settings) {
  private static final char SEPARATOR = '|';

  public static Accumulation parse(String id) {
    String[] parts = id.split("\\|", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("'" + id + "' does not name an accumulation");
    }
    return new Accumulation(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
  }

  /** {@code model|run|generation|settings}; none of them can contain the separator. */
  public String id() {
    return model + SEPARATOR + run + SEPARATOR + generation + SEPARATOR + settings;
  }

  /** The same frames under other settings. */
  public Accumulation with(String otherSettings) {
    return new Accumulation(model, run, generation, otherSettings);
  }

  /** Key of a tile's records: all of one tile go to one partition, tiles spread over all. */
  static byte[] tileKey(String accumulation, int tile) {
    return (tile + "/" + accumulation).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether a fit of this one makes the other's leftovers useless: an older run that was given up.
   */
  public boolean supersedes(Accumulation other) {
    return model.equals(other.model)
        && !other.run.isEmpty()
        && !run.isEmpty()
        && other.run.compareTo(run) < 0;
  }
}

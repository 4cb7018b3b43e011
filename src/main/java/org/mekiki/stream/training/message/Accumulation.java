package org.mekiki.stream.training.message;

import java.nio.charset.StandardCharsets;

/**
 * What a number of good frames add up to: frames of the same model, teaching run, generation and
 * settings go into the same Gaussians.
 *
 * @param run teaching run; empty for frames that named none
 * @param generation number of fits and cancels of this model and run before, 0 or more
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
  public static byte[] tileKey(String accumulation, int tile) {
    return (tile + "/" + accumulation).getBytes(StandardCharsets.UTF_8);
  }

  /** What the ids of all accumulations of this run begin with. */
  public String ofRun() {
    return model + SEPARATOR + run + SEPARATOR;
  }
}

package org.mekiki.model.chunk;

import java.util.Objects;
import org.mekiki.padim.gaussian.PatchGaussians;

/**
 * One tile of a model.
 *
 * @param number position among the tiles, from 0
 */
public record Tile(int number, PatchGaussians gaussians) {
  public Tile {
    Objects.requireNonNull(gaussians, "gaussians");
    if (number < 0) {
      throw new IllegalArgumentException("tile " + number + ": 0 or more is valid");
    }
  }
}

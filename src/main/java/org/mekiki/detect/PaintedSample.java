package org.mekiki.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mekiki.image.Picture;
import org.mekiki.view.Viewer;

/**
 * Defects for one frame, to compare models with: each is painted alone, and is the same for all
 * models, whatever they see of the frame.
 */
public final class PaintedSample {
  private static final int[] CONTRASTS = {60, 120};

  /** Sizes as shares of the frame's shorter side. */
  private static final double[] SIZES = {0.04, 0.1};

  private final Picture frame;
  private final List<Recipe> recipes;

  private record Recipe(DefectKind kind, double pixels, int contrast, Place place, long seed) {}

  private PaintedSample(Picture frame, List<Recipe> recipes) {
    this.frame = frame;
    this.recipes = List.copyOf(recipes);
  }

  /**
   * Chooses the defects.
   *
   * @param viewer where they may lie
   * @return without defects if the frame can't be aligned
   */
  public static PaintedSample of(Picture frame, Viewer viewer, long seed) {
    List<Recipe> recipes = new ArrayList<>();
    Surface.of(frame, viewer).ifPresent(surface -> choose(surface, seed, recipes));
    return new PaintedSample(frame, recipes);
  }

  private static void choose(Surface surface, long seed, List<Recipe> recipes) {
    Places places = new Places(surface);
    SplittableRandom random = new SplittableRandom(seed);
    Picture frame = surface.picture();
    double side = Math.min(frame.originalWidth(), frame.originalHeight());
    for (DefectKind kind : DefectKind.values()) {
      for (int contrast : kind.hasContrast() ? CONTRASTS : new int[] {0}) {
        for (double size : SIZES) {
          double pixels = Math.max(2, Math.rint(size * side));
          for (Place place : places.choose(kind, pixels, 1, random)) {
            recipes.add(new Recipe(kind, pixels, contrast, place, random.nextLong()));
          }
        }
      }
    }
  }

  /** Number of defects. */
  public int size() {
    return recipes.size();
  }

  /** The frame with one of the defects. */
  public Picture painted(int defect) {
    Recipe recipe = recipes.get(defect);
    Painter painter = new Painter(frame);
    painter.paint(
        recipe.kind,
        recipe.pixels,
        recipe.contrast,
        recipe.place,
        new SplittableRandom(recipe.seed));
    return painter.picture();
  }
}

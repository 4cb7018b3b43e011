package org.mekiki.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/** What some model can see. */
public final class Sights {
  private Sights() {}

  /** Scratches are found, spots at no size, and there is no edge; blind at every fourth place. */
  public static Detectability some() {
    return of(grid(4, 3));
  }

  /** The same with these blind spots. */
  public static Detectability of(Optional<BlindSpots> spots) {
    DetectionCurve.Point small = new DetectionCurve.Point(14, new Share(7, 8));
    DetectionCurve.Point large = new DetectionCurve.Point(32, new Share(8, 8));
    return new Detectability(
        12.5,
        800,
        600,
        8,
        new Share(1, 8),
        new Share(3, 500),
        List.of(
            new DetectionCurve(DefectKind.SCRATCH, 60, List.of(small, large)),
            new DetectionCurve(DefectKind.SPOT, 60, List.of(small)),
            new DetectionCurve(DefectKind.MOVED_PATCH, 0, List.of(large)),
            new DetectionCurve(DefectKind.CHIPPED_EDGE, 0, List.of())),
        spots,
        0);
  }

  static Optional<BlindSpots> grid(int columns, int rows) {
    List<BlindSpots.Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns * rows; i++) {
      Share found = new Share(i % 4 == 0 ? 0 : 3, 3);
      cells.add(new BlindSpots.Cell(i % columns, i / columns, i + 0.25, 1000.0 / 3, found));
    }
    byte[] grey = new byte[800 * 600];
    Arrays.fill(grey, (byte) 120);
    Picture map = Picture.ofRaw(PixelFormat.GRAY8, 800, 600, 0, grey);
    return Optional.of(new BlindSpots(20, 60, columns, rows, cells, Optional.of(map)));
  }
}

package org.mekiki.camera.simulated;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.mekiki.camera.Defect;
import org.mekiki.text.Labelled;

/** What a simulated camera looks at. */
public enum SimulatedScene implements Labelled {
  /** The part fills the frame, in a fixture good to a few pixels. */
  FIXTURE(SimulatedCamera.WIDTH, SimulatedCamera.HEIGHT),

  /** The part lies anywhere on a mat, at any angle, all of it within the frame. */
  TURNED(1024, 768),

  /**
   * A camera of 12 megapixels over a whole machine, of which the part in its fixture is a small
   * piece. Defects are about 12 pixels large.
   */
  LARGE(4000, 3000);

  /** Half of the plate's diagonal with its shadow: no part of it may be beyond the border. */
  private static final double REACH = 300;

  /** Degrees that the part is turned in its fixture, and pixels that it is off, at most. */
  private static final double FIXTURE_ROTATION = 1.2;

  private static final double FIXTURE_SHIFT = 4;

  private final int width;
  private final int height;

  SimulatedScene(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Columns of every frame. */
  public int width() {
    return width;
  }

  /** Rows of every frame. */
  public int height() {
    return height;
  }

  /** Left column of the window in which the part can lie. */
  public int partLeft() {
    return this == LARGE ? 1480 : 0;
  }

  /** Top row of the window in which the part can lie. */
  public int partTop() {
    return this == LARGE ? 1210 : 0;
  }

  /** Columns of the window in which the part can lie. */
  public int partWidth() {
    return this == LARGE ? SimulatedCamera.WIDTH : width;
  }

  /** Rows of the window in which the part can lie. */
  public int partHeight() {
    return this == LARGE ? SimulatedCamera.HEIGHT : height;
  }

  /** The kinds of defects that it shows, in their own order. */
  public Set<Defect.Kind> kinds() {
    return this == LARGE
        ? EnumSet.of(Defect.Kind.PIT, Defect.Kind.DENT, Defect.Kind.STAIN, Defect.Kind.CHIP)
        : EnumSet.allOf(Defect.Kind.class);
  }

  /** What a defect's size is multiplied by: on the large frames all are about 12 pixels large. */
  public double defectScale(Defect.Kind kind) {
    if (this != LARGE) {
      return 1;
    }
    return switch (kind) {
      case PIT -> 1.5;
      case DENT -> 0.75;
      case CHIP -> 0.65;
      case STAIN -> 0.55;
      default -> 0.3;
    };
  }

  public Placement place(SplittableRandom random) {
    double degrees = this == TURNED ? 180 : FIXTURE_ROTATION;
    double x = this == TURNED ? width / 2.0 - REACH : FIXTURE_SHIFT;
    double y = this == TURNED ? height / 2.0 - REACH : FIXTURE_SHIFT;
    return Placement.of(
        this, Scene.spread(random, degrees), Scene.spread(random, x), Scene.spread(random, y));
  }

  public FrameRenderer renderer() {
    return switch (this) {
      case FIXTURE -> new SceneRenderer();
      case TURNED -> new TurnedRenderer();
      case LARGE -> new LargeRenderer();
    };
  }
}

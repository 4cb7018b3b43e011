package org.mekiki.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.view.align.Aligner;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.AlignmentMethod;
import org.mekiki.view.align.picture.Box;

/** What it takes to find out how the part lies in a frame of a megapixel, by each method. */
public final class AlignmentBench {
  /** Columns of the frames: 1152x864 are a megapixel. */
  public static final int WIDTH = 1152;

  /** Rows of the frames. */
  public static final int HEIGHT = 864;

  /** Sides of the anchor, in shares of the frame's width. */
  private static final double ANCHOR = 0.2;

  private AlignmentBench() {}

  /**
   * The stages, one for each method that aligns.
   *
   * @param frames of one whole part before an even ground, at any pose; at least 4
   * @param x column of the part's middle on the first frame, which has at least 0.1 of the frame's
   *     width around it
   * @param y row of the part's middle on the first frame
   */
  public static List<Stage> stages(List<Picture> frames, double x, double y) {
    Picture first = frames.get(0);
    double side = ANCHOR * WIDTH;
    Box anchor =
        new Box(
            x * WIDTH / first.width() - side / 2,
            y * HEIGHT / first.height() - side / 2,
            side,
            side);
    List<Picture> pictures =
        frames.stream().map(frame -> PictureResizer.resize(frame, WIDTH, HEIGHT)).toList();
    AtomicInteger next = new AtomicInteger();
    List<Stage> stages = new ArrayList<>();
    for (AlignmentMethod.Kind kind : AlignmentMethod.Kind.values()) {
      learned(kind, anchor, pictures)
          .aligner()
          .ifPresent(
              aligner ->
                  stages.add(new Stage(name(kind), 1, () -> locate(aligner, pictures, next))));
    }
    return stages;
  }

  /** A turned part isn't found again where nothing may turn; that takes as long. */
  private static Alignment learned(AlignmentMethod.Kind kind, Box anchor, List<Picture> pictures) {
    boolean drawn = kind == AlignmentMethod.Kind.ANCHOR;
    AlignmentMethod method =
        new AlignmentMethod(kind, drawn ? Optional.of(anchor) : Optional.empty());
    return method.learn(kind == AlignmentMethod.Kind.SHIFT ? pictures.subList(0, 1) : pictures);
  }

  private static String name(AlignmentMethod.Kind kind) {
    return "align, " + kind.label();
  }

  private static void locate(Aligner aligner, List<Picture> pictures, AtomicInteger next) {
    aligner.locate(pictures.get(Math.floorMod(next.getAndIncrement(), pictures.size())));
  }
}

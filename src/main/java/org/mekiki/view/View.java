package org.mekiki.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mekiki.text.Text;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.PartMask;
import org.mekiki.view.align.picture.Box;

/**
 * What a model sees of a frame: a value that is kept with the model. Regions and ignored areas are
 * drawn on the aligned picture, which is the frame itself where nothing is aligned.
 *
 * <p>{@link ViewJson} writes it; the same view always gives the same bytes.
 *
 * @param frame size of the frames that it was drawn for
 * @param padding what happens where a region's shape is not that of its input
 * @param regions at least one
 * @param ignored what doesn't count
 * @param mask coarse picture over the whole aligned picture: what counts; empty if all does
 */
public record View(
    FrameSize frame,
    Alignment alignment,
    Padding padding,
    List<ViewRegion> regions,
    List<Outline> ignored,
    Optional<PartMask> mask) {
  /** More regions than this are no view any more. */
  public static final int MOST_REGIONS = 32;

  /** How far a region may reach beyond the aligned picture: what rounding of per cents gives. */
  private static final double BEYOND = 0.5;

  /**
   * A view.
   *
   * @throws ViewException with everything that is wrong
   */
  public View {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(alignment, "alignment");
    Objects.requireNonNull(padding, "padding");
    Objects.requireNonNull(mask, "mask");
    regions = List.copyOf(regions);
    ignored = List.copyOf(ignored);
    FrameSize aligned = alignedSize(frame, alignment);
    List<String> problems = new ArrayList<>(problems(regions));
    List<ViewRegion> inside = new ArrayList<>();
    for (ViewRegion region : regions) {
      problem(region, aligned).ifPresentOrElse(problems::add, () -> inside.add(region));
    }
    if (!inside.isEmpty()) {
      Optional<String> tooLarge = Canvas.tooLarge(inside);
      problems.addAll(
          tooLarge.isPresent()
              ? List.of(tooLarge.get())
              : Canvas.empty(aligned, alignment, padding, inside, ignored, mask));
    }
    if (!problems.isEmpty()) {
      throw new ViewException(problems);
    }
  }

  /** Size of the aligned picture, in pixels of the frames that the view was drawn for. */
  public FrameSize aligned() {
    return alignedSize(frame, alignment);
  }

  static FrameSize alignedSize(FrameSize frame, Alignment alignment) {
    return alignment.aligner().map(a -> new FrameSize(a.width(), a.height())).orElse(frame);
  }

  /** The regions side by side, as the network gets them. */
  public Canvas canvas() {
    return new Canvas(aligned(), alignment, padding, regions, ignored, mask);
  }

  private static List<String> problems(List<ViewRegion> regions) {
    List<String> problems = new ArrayList<>();
    if (regions.isEmpty() || regions.size() > MOST_REGIONS) {
      problems.add(Text.of("%d regions: 1 to %d are valid", regions.size(), MOST_REGIONS));
    }
    Set<String> names = new HashSet<>();
    for (ViewRegion region : regions) {
      if (!names.add(region.name())) {
        problems.add("two regions are named '" + region.name() + "': each needs its own name");
      }
    }
    return problems;
  }

  private static Optional<String> problem(ViewRegion region, FrameSize aligned) {
    Box box;
    try {
      box = region.outline().bounds();
    } catch (IllegalArgumentException e) {
      return Optional.of("region '" + region.name() + "' is empty: it has no width or no height");
    }
    if (box.x() < -BEYOND
        || box.y() < -BEYOND
        || box.right() > aligned.width() + BEYOND
        || box.bottom() > aligned.height() + BEYOND) {
      return Optional.of(
          Text.of(
              "region '%s', %s, reaches beyond the picture of %s",
              region.name(), region.outline(), aligned));
    }
    return Optional.empty();
  }
}

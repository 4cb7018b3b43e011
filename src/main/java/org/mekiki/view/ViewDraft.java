package org.mekiki.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mekiki.image.Picture;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.AlignmentMethod;
import org.mekiki.view.align.PartMask;
import org.mekiki.view.align.picture.Box;

/**
 * A view as a person draws it: lengths in pixels or per cent, inputs and frame size perhaps left
 * out, nothing learned. Good frames make a {@link View} of it.
 *
 * @param frame that it was drawn for; empty for the size of the first good frame
 * @param learned what an earlier teaching learned for it; empty to learn it
 * @param padding what happens where a region's shape is not that of its input
 * @param input of regions that name none, and of the whole picture; empty to keep their shape, with
 *     as many pixels as the network takes by itself
 * @param regions empty for the whole aligned picture
 * @param ignored what doesn't count
 * @param mask what counts, coarse; empty if all does
 */
public record ViewDraft(
    Optional<FrameSize> frame,
    Align align,
    Optional<Alignment> learned,
    Padding padding,
    Optional<Input> input,
    List<Region> regions,
    List<Shape> ignored,
    Optional<PartMask> mask) {
  /** Sees the whole frame, stretched: what a model without a view sees, step by step. */
  public static final ViewDraft WHOLE =
      new ViewDraft(
          Optional.empty(),
          new Align(AlignmentMethod.Kind.NONE, Optional.empty()),
          Optional.empty(),
          Padding.PAD,
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty());

  /** Name of the only region where none is drawn. */
  private static final String WHOLE_NAME = "whole";

  private static final double HUNDREDTHS = 100;

  public ViewDraft {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(align, "align");
    Objects.requireNonNull(learned, "learned");
    Objects.requireNonNull(padding, "padding");
    Objects.requireNonNull(input, "input");
    regions = List.copyOf(regions);
    ignored = List.copyOf(ignored);
    Objects.requireNonNull(mask, "mask");
  }

  /**
   * A length.
   *
   * @param value pixels, or per cent of the picture's width or height
   */
  public record Length(double value, boolean perCent) {
    double pixels(int side) {
      double pixels = perCent ? value * side / 100 : value;
      return Math.round(pixels * HUNDREDTHS) / HUNDREDTHS;
    }
  }

  /**
   * An area.
   *
   * @param box whether the lengths are left, top, width and height; else x and y of each corner
   * @param lengths across and down in turn
   */
  public record Shape(boolean box, List<Length> lengths) {
    public Shape {
      lengths = List.copyOf(lengths);
      boolean fits = box ? lengths.size() == 4 : lengths.size() >= 6 && lengths.size() % 2 == 0;
      if (!fits) {
        throw new IllegalArgumentException(
            lengths.size()
                + " numbers are no area: 4 are a box (left, top, width, height), 6 and more the"
                + " corners of a polygon (x and y of each)");
      }
    }

    static Shape box(double left, double top, double width, double height) {
      return new Shape(
          true,
          List.of(
              new Length(left, false),
              new Length(top, false),
              new Length(width, false),
              new Length(height, false)));
    }

    Outline outline(FrameSize size) {
      List<Double> pixels = new ArrayList<>();
      for (int i = 0; i < lengths.size(); i++) {
        pixels.add(lengths.get(i).pixels(i % 2 == 0 ? size.width() : size.height()));
      }
      if (box) {
        return Outline.of(new Box(pixels.get(0), pixels.get(1), pixels.get(2), pixels.get(3)));
      }
      List<Outline.Point> corners = new ArrayList<>();
      for (int i = 0; i < pixels.size(); i += 2) {
        corners.add(new Outline.Point(pixels.get(i), pixels.get(i + 1)));
      }
      return new Outline(corners);
    }
  }

  /**
   * How frames are to be aligned.
   *
   * @param anchor what is looked for, on the first good frame
   */
  public record Align(AlignmentMethod.Kind kind, Optional<Shape> anchor) {
    AlignmentMethod method(FrameSize frame) {
      return new AlignmentMethod(kind, anchor.map(shape -> shape.outline(frame).bounds()));
    }
  }

  /** The size of an input. */
  public record Input(int width, int height) {}

  /**
   * A region.
   *
   * @param name empty for one that follows from its place in the list
   * @param shape on the aligned picture
   * @param input empty for the draft's
   */
  public record Region(Optional<String> name, Shape shape, Optional<Input> input) {}

  /** Whether it says nothing: then the whole frame is seen as without a view. */
  public boolean saysNothing() {
    return align.kind() == AlignmentMethod.Kind.NONE
        && align.anchor().isEmpty()
        && regions.isEmpty()
        && ignored.isEmpty()
        && input.isEmpty()
        && mask.isEmpty();
  }

  /**
   * Learns the alignment, if it isn't there yet.
   *
   * @param good good frames, at least one; gone through three times at most
   * @throws ViewException if they can't be aligned
   */
  public Alignment learn(FrameSize size, Iterable<Picture> good) {
    if (learned.isPresent()) {
      return learned.get();
    }
    try {
      return align.method(size).learn(good);
    } catch (IllegalArgumentException e) {
      throw new ViewException(List.of(e.getMessage()));
    }
  }

  /**
   * The view.
   *
   * @param size of the frames, for a draft that names none
   * @param alignment that was learned
   * @param own what the network takes by itself; null for a draft that was resolved before, whose
   *     inputs are no longer questioned
   * @throws ViewException with everything that is wrong
   */
  public View resolve(FrameSize size, Alignment alignment, ImageShape own) {
    return resolve(size, alignment, own, canvas -> List.of());
  }

  /**
   * The view, for a network that may not take every size.
   *
   * @param network what is wrong with pictures of a size for it, a sentence each
   * @throws ViewException with everything that is wrong
   */
  public View resolve(
      FrameSize size,
      Alignment alignment,
      ImageShape own,
      Function<FrameSize, List<String>> network) {
    FrameSize drawn = frame.orElse(size);
    FrameSize aligned = View.alignedSize(drawn, alignment);
    List<String> problems = new ArrayList<>();
    List<ViewRegion> made = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      Region region = regions.get(i);
      String name = region.name().orElse("region-" + (i + 1));
      collect(problems, "region '" + name + "'", () -> region(name, region, aligned, own))
          .ifPresent(made::add);
    }
    List<Outline> areas = new ArrayList<>();
    for (Shape shape : ignored) {
      collect(problems, "ignored area", () -> shape.outline(aligned)).ifPresent(areas::add);
    }
    if (regions.isEmpty()) {
      Shape all = Shape.box(0, 0, aligned.width(), aligned.height());
      collect(
              problems,
              "the whole picture",
              () ->
                  region(
                      WHOLE_NAME,
                      new Region(Optional.empty(), all, Optional.empty()),
                      aligned,
                      own))
          .ifPresent(made::add);
    }
    if (!made.isEmpty() && Canvas.tooLarge(made).isEmpty()) {
      problems.addAll(network.apply(Canvas.size(made)));
    }
    try {
      View view = new View(drawn, alignment, padding, made, areas, mask);
      if (problems.isEmpty()) {
        return view;
      }
    } catch (ViewException e) {
      if (!made.isEmpty() || problems.isEmpty()) {
        problems.addAll(e.problems());
      }
    }
    throw new ViewException(problems);
  }

  private ViewRegion region(String name, Region region, FrameSize aligned, ImageShape own) {
    Outline outline = region.shape().outline(aligned);
    Box box = outline.bounds();
    Optional<Input> said = region.input().or(() -> input);
    if (own != null) {
      said.ifPresent(chosen -> requirePixels(chosen, box));
    }
    Input sides = said.orElseGet(() -> fitting(box, own));
    return new ViewRegion(name, outline, sides.width(), sides.height());
  }

  /** More pixels than there are show nothing new, and cost time. */
  private static void requirePixels(Input input, Box box) {
    if (input.width() > box.width() + ViewRegion.STEP - 1
        && input.height() > box.height() + ViewRegion.STEP - 1) {
      throw new IllegalArgumentException(
          Text.of(
              "its input of %dx%d has more pixels than the %.0fx%.0f that it covers on the frame",
              input.width(), input.height(), box.width(), box.height()));
    }
  }

  /**
   * The box's shape with the network's number of pixels, or with the box's own where these are
   * fewer.
   */
  private static Input fitting(Box box, ImageShape own) {
    double pixels = Math.min((double) own.width() * own.height(), box.width() * box.height());
    double aspect = box.width() / box.height();
    return new Input(side(Math.sqrt(pixels * aspect)), side(Math.sqrt(pixels / aspect)));
  }

  /** The smallest side that the built-in network takes is 3 steps. */
  private static int side(double wanted) {
    long steps = Math.max(3, Math.round(wanted / ViewRegion.STEP));
    return (int) Math.min(ViewRegion.MOST, steps * ViewRegion.STEP);
  }

  private static <T> Optional<T> collect(List<String> problems, String what, Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (IllegalArgumentException e) {
      String why = e.getMessage();
      problems.add(why.startsWith(what) ? why : what + ": " + why);
      return Optional.empty();
    }
  }
}

package org.mekiki.view;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.text.Text;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.PartMask;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;

/**
 * The regions of a view side by side, with gaps: one picture for the network, so that several
 * regions are one model with one score and one map. Immutable.
 *
 * <p>Nothing is seen in gaps, padding, outside polygons and in ignored areas. These pixels are
 * filled, so that what changes there can't be felt beside it. Outside the part's mask the picture
 * stays as it is, but doesn't count.
 */
public final class Canvas {
  /** Between regions; also a network's coarsest step, so that regions begin on its grid. */
  static final int GAP = 32;

  /** Of a whole canvas: more would not fit into memory as a network's features. */
  static final int MOST_PIXELS = 2048 * 2048;

  /** Patches count if more than this share of their pixels does. */
  private static final double COUNTS = 0.2;

  /** What double arithmetic may be off by, in pixels. */
  private static final double ROUNDING = 1e-6;

  private final int width;
  private final int height;
  private final List<Place> places;
  private final BitSet seen;
  private final BitSet counted;

  /**
   * Where a region lies on the canvas.
   *
   * @param x left edge of its input
   * @param y top edge of its input
   * @param content the part of its input that shows the region, the rest is padding
   * @param toAligned from the canvas' pixels to those of the aligned picture
   */
  public record Place(ViewRegion region, int x, int y, Box content, Affine toAligned) {
    /** The whole pixels within {@link #content}: those at its edge may be padding in part. */
    ImageArea shown() {
      int left = Math.max(x, (int) Math.ceil(content.x() - ROUNDING));
      int top = Math.max(y, (int) Math.ceil(content.y() - ROUNDING));
      int right = Math.min(x + region.inputWidth(), (int) (content.right() + ROUNDING));
      int bottom = Math.min(y + region.inputHeight(), (int) (content.bottom() + ROUNDING));
      return new ImageArea(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
  }

  Canvas(
      FrameSize aligned,
      Alignment alignment,
      Padding padding,
      List<ViewRegion> regions,
      List<Outline> ignored,
      Optional<PartMask> mask) {
    List<Place> laid = new ArrayList<>();
    int x = 0;
    int highest = 0;
    for (ViewRegion region : regions) {
      laid.add(place(region, x, padding));
      x += region.inputWidth() + GAP;
      highest = Math.max(highest, region.inputHeight());
    }
    this.places = List.copyOf(laid);
    this.width = x - GAP;
    this.height = highest;
    this.seen = new BitSet(width * height);
    this.counted = new BitSet(width * height);
    for (Place place : places) {
      look(place, aligned, alignment, ignored, mask);
    }
  }

  private static Place place(ViewRegion region, int x, Padding padding) {
    Box box = region.outline().bounds();
    double across = region.inputWidth() / box.width();
    double down = region.inputHeight() / box.height();
    if (padding == Padding.PAD) {
      across = Math.min(across, down);
      down = across;
    }
    double wide = box.width() * across;
    double high = box.height() * down;
    Box content =
        new Box(
            x + (region.inputWidth() - wide) / 2, (region.inputHeight() - high) / 2, wide, high);
    Affine toAligned =
        Affine.shift(-content.x(), -content.y())
            .then(Affine.scale(1 / across, 1 / down))
            .then(Affine.shift(box.x(), box.y()));
    return new Place(region, x, 0, content, toAligned);
  }

  private void look(
      Place place,
      FrameSize aligned,
      Alignment alignment,
      List<Outline> ignored,
      Optional<PartMask> mask) {
    Box content = place.content();
    Optional<PartMask> part = alignment.mask();
    int left = (int) content.x();
    int right = (int) Math.min(width, Math.ceil(content.right()));
    for (int y = (int) content.y(); y < Math.min(height, Math.ceil(content.bottom())); y++) {
      BitSet row = inside(place, place.region().outline(), y, left, right);
      for (Outline area : ignored) {
        row.andNot(inside(place, area, y, left, right));
      }
      for (int x = row.nextSetBit(0); x >= 0; x = row.nextSetBit(x + 1)) {
        double atX = place.toAligned().x(x + 0.5, y + 0.5);
        double atY = place.toAligned().y(x + 0.5, y + 0.5);
        if (shows(mask, aligned, atX, atY)) {
          seen.set(y * width + x);
          counted.set(y * width + x, shows(part, aligned, atX, atY));
        }
      }
    }
  }

  /** Columns of a row, from left to before right, whose middles lie within an area. */
  private static BitSet inside(Place place, Outline area, int y, int left, int right) {
    double[] crossings = area.crossings(place.toAligned().y(left + 0.5, y + 0.5));
    BitSet columns = new BitSet(right);
    for (int i = 0; i + 1 < crossings.length; i += 2) {
      int from = firstFrom(place, crossings[i], y, left, right);
      columns.set(from, firstFrom(place, crossings[i + 1], y, from, right));
    }
    return columns;
  }

  /** The first column whose middle lies at a column of the aligned picture or right of it. */
  private static int firstFrom(Place place, double alignedX, int y, int left, int right) {
    int low = left;
    int high = right;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place.toAligned().x(middle + 0.5, y + 0.5) < alignedX) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean shows(Optional<PartMask> mask, FrameSize aligned, double x, double y) {
    if (mask.isEmpty()) {
      return true;
    }
    int column = (int) (x / aligned.width() * mask.get().columns());
    int row = (int) (y / aligned.height() * mask.get().rows());
    return column >= 0
        && row >= 0
        && column < mask.get().columns()
        && row < mask.get().rows()
        && mask.get().isPart(column, row);
  }

  /**
   * Size of the canvas of these regions.
   *
   * @param regions at least one
   */
  static FrameSize size(List<ViewRegion> regions) {
    int wide = regions.stream().mapToInt(region -> region.inputWidth() + GAP).sum() - GAP;
    int high = regions.stream().mapToInt(ViewRegion::inputHeight).max().orElseThrow();
    return new FrameSize(wide, high);
  }

  /**
   * Whether the canvas of these regions is too large.
   *
   * @param regions at least one
   * @return a sentence if it is
   */
  static Optional<String> tooLarge(List<ViewRegion> regions) {
    int wide = size(regions).width();
    if (wide > ViewRegion.MOST) {
      return Optional.of(
          Text.of(
              "the inputs of %d regions are %d pixels wide side by side: at most %d are valid;"
                  + " choose smaller inputs or fewer regions",
              regions.size(), wide, ViewRegion.MOST));
    }
    int high = size(regions).height();
    if ((long) wide * high > MOST_PIXELS) {
      return Optional.of(
          Text.of(
              "the inputs of the view are %dx%d pixels side by side: at most %d are valid; choose"
                  + " smaller inputs or fewer regions",
              wide, high, MOST_PIXELS));
    }
    return Optional.empty();
  }

  /** Which regions show nothing that counts, a sentence each; all lie inside the picture. */
  static List<String> empty(
      FrameSize aligned,
      Alignment alignment,
      Padding padding,
      List<ViewRegion> regions,
      List<Outline> ignored,
      Optional<PartMask> mask) {
    List<String> problems = new ArrayList<>();
    Canvas canvas = new Canvas(aligned, alignment, padding, regions, ignored, mask);
    for (Place place : canvas.places) {
      if (!canvas.counts(place)) {
        problems.add(
            "region '" + place.region().name() + "' is empty: all of it is ignored or masked");
      }
    }
    return problems;
  }

  private boolean counts(Place place) {
    int right = place.x() + place.region().inputWidth();
    for (int y = 0; y < place.region().inputHeight(); y++) {
      int next = counted.nextSetBit(y * width + place.x());
      if (next >= 0 && next < y * width + right) {
        return true;
      }
    }
    return false;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Where the regions lie. */
  public List<Place> places() {
    return places;
  }

  /** Whether a pixel shows something of the frame. */
  public boolean seen(int x, int y) {
    return seen.get(y * width + x);
  }

  /** Whether a pixel counts, which then is seen too. */
  public boolean counts(int x, int y) {
    return counted.get(y * width + x);
  }

  /** Whether nothing is masked: every pixel counts. */
  public boolean whole() {
    return counted.cardinality() == width * height;
  }

  /**
   * Which patches of a grid over the canvas count.
   *
   * @throws ViewException if none does
   */
  public PatchMask patches(Grid grid) {
    boolean[] counts = new boolean[grid.patches()];
    boolean any = false;
    for (int row = 0; row < grid.height(); row++) {
      for (int column = 0; column < grid.width(); column++) {
        boolean here = share(grid, row, column) > COUNTS;
        counts[row * grid.width() + column] = here;
        any |= here;
      }
    }
    if (!any) {
      throw new ViewException(
          List.of("no patch of the view counts: its regions show too little that isn't ignored"));
    }
    return PatchMask.of(grid, counts);
  }

  private double share(Grid grid, int row, int column) {
    int top = row * height / grid.height();
    int bottom = Math.max(top + 1, (row + 1) * height / grid.height());
    int left = column * width / grid.width();
    int right = Math.max(left + 1, (column + 1) * width / grid.width());
    int counting = 0;
    for (int y = top; y < bottom; y++) {
      counting += counted.get(y * width + left, y * width + right).cardinality();
    }
    return (double) counting / ((bottom - top) * (right - left));
  }
}

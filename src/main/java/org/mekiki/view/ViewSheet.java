package org.mekiki.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.image.PixelFormat;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Affine;

/**
 * A contact sheet of a view: for each frame a row with the frame, its regions and ignored areas
 * drawn in, and beside it what the model sees, darker where it doesn't count. A frame that can't be
 * aligned has a red bar instead. For one thread.
 */
public final class ViewSheet {
  /** Longest side of a picture on the sheet. */
  private static final int SIDE = 320;

  private static final int GAP = 8;
  private static final int[] REGION = {0, 200, 80};
  private static final int[] IGNORED = {255, 160, 0};
  private static final int[] FAILED = {220, 0, 0};

  private final View view;
  private final ViewedFrame viewed;
  private final List<Row> rows = new ArrayList<>();

  /** A frame and what is seen of it; empty if it can't be aligned. */
  private record Row(Picture frame, Optional<Picture> seen) {}

  public ViewSheet(View view) {
    this.view = view;
    this.viewed = ViewedFrame.unprocessed(view);
  }

  /**
   * Adds a frame.
   *
   * @return why it can't be aligned; empty if it can
   */
  public Optional<String> add(Picture frame) {
    Pose pose = viewed.locate(frame);
    Picture small = PictureResizer.fit(frame, SIDE);
    byte[] pixels = colours(small);
    if (pose instanceof Pose.NotAligned why) {
      rows.add(new Row(picture(pixels, small.width(), small.height()), Optional.empty()));
      return Optional.of(why.reason());
    }
    Pose.Found found = (Pose.Found) pose;
    Affine toSmall =
        found
            .alignedToFrame()
            .then(
                Affine.scale(
                    (double) small.width() / view.frame().width(),
                    (double) small.height() / view.frame().height()));
    view.ignored().forEach(area -> draw(area, toSmall, pixels, small, IGNORED));
    view.regions().forEach(region -> draw(region.outline(), toSmall, pixels, small, REGION));
    rows.add(
        new Row(
            picture(pixels, small.width(), small.height()),
            Optional.of(PictureResizer.fit(dimmed(viewed.canvas(frame, found)), SIDE))));
    return Optional.empty();
  }

  /** What doesn't count, at a third of its brightness. */
  private Picture dimmed(Picture canvas) {
    byte[] pixels = colours(canvas);
    for (int i = 0; i < pixels.length; i++) {
      int at = i / 3;
      if (!viewed.counts(at % canvas.width(), at / canvas.width())) {
        pixels[i] = (byte) ((pixels[i] & 0xff) / 3);
      }
    }
    return picture(pixels, canvas.width(), canvas.height());
  }

  private static byte[] colours(Picture picture) {
    byte[] pixels = new byte[3 * picture.width() * picture.height()];
    for (int i = 0; i < pixels.length; i++) {
      int at = i / 3;
      int channel = picture.channels() == 1 ? 0 : i % 3;
      pixels[i] = (byte) picture.sample(at % picture.width(), at / picture.width(), channel);
    }
    return pixels;
  }

  private static Picture picture(byte[] pixels, int width, int height) {
    return Picture.ofRaw(PixelFormat.RGB8, width, height, 0, pixels);
  }

  private static void draw(
      Outline outline, Affine toSmall, byte[] pixels, Picture small, int[] colour) {
    Outline.Point from = outline.points().get(outline.points().size() - 1);
    for (Outline.Point to : outline.points()) {
      double x0 = toSmall.x(from.x(), from.y());
      double y0 = toSmall.y(from.x(), from.y());
      double x1 = toSmall.x(to.x(), to.y());
      double y1 = toSmall.y(to.x(), to.y());
      int steps = (int) Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))) + 1;
      for (int i = 0; i <= steps; i++) {
        // Edges of the frame itself are drawn just inside.
        int x = (int) Math.min(Math.max(x0 + (x1 - x0) * i / steps, 0), small.width() - 1);
        int y = (int) Math.min(Math.max(y0 + (y1 - y0) * i / steps, 0), small.height() - 1);
        set(pixels, y * small.width() + x, colour);
      }
      from = to;
    }
  }

  private static void set(byte[] pixels, int at, int[] colour) {
    for (int c = 0; c < 3; c++) {
      pixels[3 * at + c] = (byte) colour[c];
    }
  }

  /**
   * The sheet.
   *
   * @throws IllegalStateException if no frame was added
   */
  public Picture picture() {
    if (rows.isEmpty()) {
      throw new IllegalStateException("there is no frame on the sheet");
    }
    int width = 2 * SIDE + GAP;
    int height = rows.stream().mapToInt(row -> height(row) + GAP).sum() - GAP;
    byte[] pixels = new byte[3 * width * height];
    Arrays.fill(pixels, (byte) 255);
    int top = 0;
    for (Row row : rows) {
      place(row.frame(), pixels, width, 0, top);
      if (row.seen().isPresent()) {
        place(row.seen().get(), pixels, width, SIDE + GAP, top);
      } else {
        for (int y = top; y < top + height(row); y++) {
          for (int x = SIDE + GAP; x < SIDE + 3 * GAP; x++) {
            set(pixels, y * width + x, FAILED);
          }
        }
      }
      top += height(row) + GAP;
    }
    return picture(pixels, width, height);
  }

  private static int height(Row row) {
    return Math.max(row.frame().height(), row.seen().map(Picture::height).orElse(0));
  }

  private static void place(Picture picture, byte[] pixels, int width, int left, int top) {
    byte[] from = picture.toBytes();
    int row = 3 * picture.width();
    for (int y = 0; y < picture.height(); y++) {
      System.arraycopy(from, y * row, pixels, 3 * ((top + y) * width + left), row);
    }
  }
}

package org.mekiki.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureWarp;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.text.Text;
import org.mekiki.view.align.Aligner;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;

/**
 * Sees a view. Each region is one warp from the frame to its place on the canvas; what isn't seen
 * gets the mean colour of what is, so that it stands out least.
 *
 * <p>A frame of another size than the view was drawn for is measured in the pixels of that size:
 * the view grows and shrinks with the frame.
 */
final class ViewedFrame implements Viewer {
  /**
   * Longest side of a map that covers the frame. A map on the canvas says something new every 8
   * pixels only; this shows where, and stays small.
   */
  private static final int MAP_SIDE = 640;

  private final View view;
  private final Canvas canvas;
  private final ImagePreprocessor preprocessor;
  private final Optional<Aligner> aligner;
  private final ImageShape wanted;

  ViewedFrame(View view, ImagePreprocessor preprocessor) {
    this.view = view;
    this.canvas = view.canvas();
    this.preprocessor = preprocessor;
    this.aligner = view.alignment().aligner();
    ImageShape input = preprocessor.preprocessing().shape();
    if (input.width() != canvas.width() || input.height() != canvas.height()) {
      throw new IllegalArgumentException(
          Text.of(
              "a view of %sx%s does not fit a network of %sx%s",
              canvas.width(), canvas.height(), input.width(), input.height()));
    }
    double finest = Double.POSITIVE_INFINITY;
    for (Canvas.Place place : canvas.places()) {
      finest = Math.min(finest, Math.abs(place.toAligned().xx()));
      finest = Math.min(finest, Math.abs(place.toAligned().yy()));
    }
    double step = Math.max(1, finest);
    this.wanted =
        new ImageShape(
            3,
            (int) Math.ceil(view.frame().height() / step),
            (int) Math.ceil(view.frame().width() / step));
  }

  /** For looking at what is seen, without a network. */
  static ViewedFrame unprocessed(View view) {
    Canvas canvas = view.canvas();
    return new ViewedFrame(
        view, new ImagePreprocessor(Preprocessing.unit(canvas.height(), canvas.width())));
  }

  /** Whether a pixel of the canvas counts. */
  boolean counts(int x, int y) {
    return canvas.counts(x, y);
  }

  @Override
  public ImageShape wanted() {
    return wanted;
  }

  @Override
  public ImageShape mapSize() {
    FrameSize frame = view.frame();
    double scale = Math.min(1, (double) MAP_SIDE / Math.max(frame.width(), frame.height()));
    return new ImageShape(
        3,
        Math.max(1, (int) Math.round(frame.height() * scale)),
        Math.max(1, (int) Math.round(frame.width() * scale)));
  }

  @Override
  public Optional<PatchMask> patches(Grid grid) {
    return canvas.whole() ? Optional.empty() : Optional.of(canvas.patches(grid));
  }

  @Override
  public List<ImageArea> areas() {
    return canvas.places().stream().map(Canvas.Place::shown).toList();
  }

  @Override
  public boolean aligns() {
    return aligner.isPresent();
  }

  @Override
  public Pose locate(Picture picture) {
    return aligner
        .map(found -> found.locate(measured(picture)))
        .orElseGet(() -> new Pose.Found(Affine.IDENTITY, 1));
  }

  private Picture measured(Picture picture) {
    return picture.ofFrame(view.frame().width(), view.frame().height());
  }

  @Override
  public Seen see(Picture picture, Pose.Found pose) {
    List<Affine> toFrame = new ArrayList<>();
    canvas.places().forEach(p -> toFrame.add(p.toAligned().then(pose.alignedToFrame())));
    return new OnCanvas(
        preprocessor.apply(canvas(picture, pose)),
        toFrame,
        picture.originalWidth(),
        picture.originalHeight());
  }

  Picture canvas(Picture picture, Pose.Found pose) {
    Picture frame = measured(picture);
    int channels = picture.channels();
    byte[] pixels = new byte[canvas.width() * canvas.height() * channels];
    for (Canvas.Place place : canvas.places()) {
      Affine map = place.toAligned().then(pose.alignedToFrame());
      ViewRegion region = place.region();
      Affine from = Affine.shift(place.x(), place.y()).then(map);
      double[] numbers = {from.xx(), from.xy(), from.dx(), from.yx(), from.yy(), from.dy()};
      byte[] part =
          PictureWarp.warp(frame, numbers, region.inputWidth(), region.inputHeight()).toBytes();
      int row = region.inputWidth() * channels;
      for (int y = 0; y < region.inputHeight(); y++) {
        int to = ((place.y() + y) * canvas.width() + place.x()) * channels;
        System.arraycopy(part, y * row, pixels, to, row);
      }
    }
    fill(pixels, channels);
    PixelFormat format = channels == 1 ? PixelFormat.GRAY8 : PixelFormat.RGB8;
    return Picture.ofRaw(format, canvas.width(), canvas.height(), 0, pixels);
  }

  /** Gives what isn't seen the mean colour of what is. */
  private void fill(byte[] pixels, int channels) {
    long[] sums = new long[channels];
    int count = 0;
    int size = canvas.width() * canvas.height();
    for (int i = 0; i < size; i++) {
      if (canvas.seen(i % canvas.width(), i / canvas.width())) {
        count++;
        for (int c = 0; c < channels; c++) {
          sums[c] += pixels[i * channels + c] & 0xff;
        }
      }
    }
    for (int i = 0; i < size && count < size; i++) {
      if (!canvas.seen(i % canvas.width(), i / canvas.width())) {
        for (int c = 0; c < channels; c++) {
          pixels[i * channels + c] = (byte) ((sums[c] + count / 2) / count);
        }
      }
    }
  }

  /** One frame on the canvas. */
  private final class OnCanvas implements Seen {
    private final ImageTensor tensor;

    /** Of each place, from the canvas to the frame in the size that the view was drawn for. */
    private final List<Affine> toFrame;

    private final int width;
    private final int height;

    OnCanvas(ImageTensor tensor, List<Affine> toFrame, int width, int height) {
      this.tensor = tensor;
      this.toFrame = toFrame;
      this.width = width;
      this.height = height;
    }

    @Override
    public ImageTensor tensor() {
      return tensor;
    }

    @Override
    public boolean counts(int x, int y) {
      return canvas.counts(x, y);
    }

    @Override
    public AnomalyMap frameMap(AnomalyMap map) {
      FrameSize frame = view.frame();
      int columns = mapSize().width();
      int rows = mapSize().height();
      float[] values = new float[columns * rows];
      Arrays.fill(values, map.min());
      Affine shrink =
          Affine.scale((double) columns / frame.width(), (double) rows / frame.height());
      for (int i = 0; i < toFrame.size(); i++) {
        Box content = canvas.places().get(i).content();
        paint(map, content, toFrame.get(i).then(shrink), values, columns, rows);
      }
      return new AnomalyMap(rows, columns, values);
    }

    private void paint(
        AnomalyMap map, Box content, Affine toMap, float[] values, int columns, int rows) {
      Box covered = toMap.box(content);
      Affine back = toMap.invert();
      int right = (int) Math.min(columns, Math.ceil(covered.right()));
      int bottom = (int) Math.min(rows, Math.ceil(covered.bottom()));
      for (int y = (int) Math.max(0, covered.y()); y < bottom; y++) {
        for (int x = (int) Math.max(0, covered.x()); x < right; x++) {
          double atX = back.x(x + 0.5, y + 0.5);
          double atY = back.y(x + 0.5, y + 0.5);
          if (atX >= content.x()
              && atY >= content.y()
              && atX < content.right()
              && atY < content.bottom()
              && canvas.counts((int) atX, (int) atY)) {
            int at = y * columns + x;
            values[at] = Math.max(values[at], sample(map, atX - 0.5, atY - 0.5));
          }
        }
      }
    }

    private float sample(AnomalyMap map, double x, double y) {
      int left = (int) Math.min(Math.max(x, 0), map.width() - 1);
      int top = (int) Math.min(Math.max(y, 0), map.height() - 1);
      int next = Math.min(left + 1, map.width() - 1);
      int below = Math.min(top + 1, map.height() - 1) * map.width();
      float across = (float) Math.min(Math.max(x - left, 0), 1);
      float down = (float) Math.min(Math.max(y - top, 0), 1);
      float[] values = map.values();
      int row = top * map.width();
      float upper = values[row + left] + across * (values[row + next] - values[row + left]);
      float lower = values[below + left] + across * (values[below + next] - values[below + left]);
      return upper + down * (lower - upper);
    }

    @Override
    public Spot spot(Box box) {
      int at = place(box.x() + box.width() / 2);
      Affine map =
          toFrame
              .get(at)
              .then(
                  Affine.scale(
                      (double) width / view.frame().width(),
                      (double) height / view.frame().height()));
      Box there = map.box(within(box, canvas.places().get(at).content()));
      String name = canvas.places().get(at).region().name();
      return new Spot(
          Optional.of(name), within(there, new Box(0, 0, width, height)), map.magnification());
    }

    /** The place that a column of the canvas belongs to; of a gap, the one to its left. */
    private int place(double x) {
      int at = 0;
      while (at + 1 < canvas.places().size() && canvas.places().get(at + 1).x() <= x) {
        at++;
      }
      return at;
    }
  }

  /** What of a box lies within another one; where nothing does, a sliver at its edge. */
  private static Box within(Box box, Box limits) {
    double left = Math.min(Math.max(box.x(), limits.x()), limits.right() - 1e-3);
    double top = Math.min(Math.max(box.y(), limits.y()), limits.bottom() - 1e-3);
    double right = Math.max(Math.min(box.right(), limits.right()), left + 1e-3);
    double bottom = Math.max(Math.min(box.bottom(), limits.bottom()), top + 1e-3);
    return new Box(left, top, right - left, bottom - top);
  }
}

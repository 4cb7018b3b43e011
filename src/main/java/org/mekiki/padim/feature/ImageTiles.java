package org.mekiki.padim.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mekiki.text.Text;

/**
 * How a network that takes one size only looks at a picture of another: in tiles of its size that
 * overlap. Their features are put together on the picture's own grid; each patch is taken from the
 * tile in whose middle it lies best. So a patch always comes from the same place of the same tile,
 * and what borders or learned positions do to it is the same in every picture.
 *
 * <p>A side that is no whole number of patches is stretched to the next one; a side that is shorter
 * than a tile is mirrored at both ends. Immutable.
 */
public final class ImageTiles {
  /** Coarsest patches by which neighbours overlap at least, where a tile has that many. */
  private static final int OVERLAP = 2;

  private final Backbone tile;
  private final Backbone whole;
  private final Axis down;
  private final Axis across;

  /**
   * One side of a picture.
   *
   * @param side pixels of the picture
   * @param stretched pixels that are cut into tiles, a whole number of patches
   * @param starts where each tile begins on these; below 0 where it reaches beyond
   * @param tile pixels of a tile
   */
  private record Axis(int side, int stretched, List<Integer> starts, int tile) {
    static Axis of(int side, int tile, int unit) {
      int units = (side + unit - 1) / unit;
      int most = tile / unit;
      if (units <= most) {
        return new Axis(side, units * unit, List.of(-(most - units) / 2 * unit), tile);
      }
      int step = Math.max(1, most - OVERLAP);
      int gaps = (units - most + step - 1) / step;
      List<Integer> starts =
          IntStream.rangeClosed(0, gaps)
              .mapToObj(i -> (int) Math.round((double) i * (units - most) / gaps) * unit)
              .toList();
      return new Axis(side, units * unit, starts, tile);
    }

    /** The tile in whose middle a pixel lies best; of two alike the first. */
    int owner(double pixel) {
      int best = 0;
      for (int i = 1; i < starts.size(); i++) {
        best = fromMiddle(i, pixel) < fromMiddle(best, pixel) ? i : best;
      }
      return best;
    }

    private double fromMiddle(int i, double pixel) {
      return Math.abs(pixel - starts.get(i) - tile / 2.0);
    }

    /** The pixel that a tile shows at a place, mirrored beyond the ends. */
    int source(int start, int place) {
      int at = Math.floorMod(start + place, 2 * stretched);
      return at < stretched ? at : 2 * stretched - 1 - at;
    }
  }

  private ImageTiles(Backbone tile, Backbone whole, Axis down, Axis across) {
    this.tile = tile;
    this.whole = whole;
    this.down = down;
    this.across = across;
  }

  /**
   * For pictures of one size.
   *
   * @param tile the network as it is
   * @param height rows of the pictures, at least 1
   * @param width columns of them, at least 1
   * @throws IllegalArgumentException if the network's patches aren't whole pixels
   */
  public static ImageTiles of(Backbone tile, int height, int width) {
    ImageShape shape = tile.preprocessing().shape();
    int rows = 1;
    int columns = 1;
    for (FeatureShape feature : tile.features()) {
      rows = common(rows, stride(tile, feature, shape.height(), feature.height()));
      columns = common(columns, stride(tile, feature, shape.width(), feature.width()));
    }
    Axis down = Axis.of(height, shape.height(), rows);
    Axis across = Axis.of(width, shape.width(), columns);
    List<FeatureShape> features = new ArrayList<>();
    for (FeatureShape feature : tile.features()) {
      int gridRows = down.stretched() / (shape.height() / feature.height());
      int gridColumns = across.stretched() / (shape.width() / feature.width());
      features.add(new FeatureShape(feature.name(), feature.channels(), gridRows, gridColumns));
    }
    Backbone whole =
        new Backbone(
            tile.name(), tile.sha256(), tile.preprocessing().withSize(height, width), features);
    return new ImageTiles(tile, whole, down, across);
  }

  private static int stride(Backbone tile, FeatureShape feature, int pixels, int patches) {
    if (pixels % patches != 0) {
      throw new IllegalArgumentException(
          Text.of(
              "backbone '%s' can't be tiled: %d patches of '%s' lie on %d pixels, which is not a"
                  + " whole number of pixels each",
              tile.name(), patches, feature.name(), pixels));
    }
    return pixels / patches;
  }

  /** Least common multiple. */
  private static int common(int a, int b) {
    int larger = a;
    int smaller = b;
    while (smaller != 0) {
      int rest = larger % smaller;
      larger = smaller;
      smaller = rest;
    }
    return a / larger * b;
  }

  /** The network as it is, for one tile. */
  public Backbone tile() {
    return tile;
  }

  /** The network as pictures see it: their size, and features on grids over all of them. */
  public Backbone whole() {
    return whole;
  }

  /** Passes through the network that a picture takes. */
  public int tiles() {
    return down.starts().size() * across.starts().size();
  }

  /**
   * Runs the network on one picture, tile by tile.
   *
   * @param image of the shape that {@link #whole} takes
   * @param network gives the features of one tile
   * @return one map for each feature of {@link #whole}
   */
  public List<FeatureMap> extract(
      ImageTensor image, Function<ImageTensor, List<FeatureMap>> network) {
    if (!image.shape().equals(whole.preprocessing().shape())) {
      throw new IllegalArgumentException(
          "image is " + image.shape() + ", tiles are for " + whole.preprocessing().shape());
    }
    ImageTensor picture = stretched(image);
    List<FeatureMap> found =
        whole.features().stream().map(f -> new FeatureMap(f, new float[f.size()])).toList();
    for (int row = 0; row < down.starts().size(); row++) {
      for (int column = 0; column < across.starts().size(); column++) {
        List<FeatureMap> maps = network.apply(cut(picture, row, column));
        for (int f = 0; f < maps.size(); f++) {
          take(maps.get(f), found.get(f), row, column);
        }
      }
    }
    return found;
  }

  private ImageTensor cut(ImageTensor picture, int row, int column) {
    ImageShape shape = tile.preprocessing().shape();
    float[] values = new float[shape.size()];
    int top = down.starts().get(row);
    int left = across.starts().get(column);
    for (int c = 0, i = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        int from = (c * down.stretched() + down.source(top, y)) * across.stretched();
        for (int x = 0; x < shape.width(); x++) {
          values[i++] = picture.values()[from + across.source(left, x)];
        }
      }
    }
    return new ImageTensor(shape, values);
  }

  /** Copies the patches that are this tile's. */
  private void take(FeatureMap from, FeatureMap to, int row, int column) {
    FeatureShape small = from.shape();
    FeatureShape large = to.shape();
    int high = down.tile() / small.height();
    int wide = across.tile() / small.width();
    int top = down.starts().get(row) / high;
    int left = across.starts().get(column) / wide;
    for (int y = 0; y < large.height(); y++) {
      if (down.owner((y + 0.5) * high) == row) {
        for (int x = 0; x < large.width(); x++) {
          if (across.owner((x + 0.5) * wide) == column) {
            for (int c = 0; c < large.channels(); c++) {
              to.values()[(c * large.height() + y) * large.width() + x] =
                  from.values()[(c * small.height() + y - top) * small.width() + x - left];
            }
          }
        }
      }
    }
  }

  /** Bilinear, between pixels' centres. */
  private ImageTensor stretched(ImageTensor image) {
    if (down.stretched() == down.side() && across.stretched() == across.side()) {
      return image;
    }
    int channels = image.shape().channels();
    ImageShape shape = new ImageShape(channels, down.stretched(), across.stretched());
    float[] values = new float[shape.size()];
    for (int c = 0, i = 0; c < channels; c++) {
      for (int y = 0; y < shape.height(); y++) {
        double row = place(down, y);
        int upper = (c * down.side() + (int) row) * across.side();
        int lower = row + 1 < down.side() ? upper + across.side() : upper;
        float below = (float) (row - (int) row);
        for (int x = 0; x < shape.width(); x++) {
          double column = place(across, x);
          int left = (int) column;
          int right = Math.min(left + 1, across.side() - 1);
          float beside = (float) (column - left);
          float above = between(image.values(), upper + left, upper + right, beside);
          float under = between(image.values(), lower + left, lower + right, beside);
          values[i++] = above + below * (under - above);
        }
      }
    }
    return new ImageTensor(shape, values);
  }

  private static double place(Axis axis, int stretched) {
    double place = (stretched + 0.5) * axis.side() / axis.stretched() - 0.5;
    return Math.min(axis.side() - 1, Math.max(0, place));
  }

  private static float between(float[] values, int first, int second, float share) {
    return values[first] + share * (values[second] - values[first]);
  }
}

package org.mekiki.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mekiki.detect.BlindSpots.Cell;
import org.mekiki.image.Picture;

/**
 * Paints spots at every place of a grid that lies over a model's map. The spots of one painting
 * stay far from each other, so a grid takes several.
 */
final class SpotGrid {
  /** Pixels of the map from one place to the next. */
  private static final double PITCH = 24;

  /** Spots painted at each place, on different frames if there are enough. */
  private static final int SPOTS = 3;

  private final Trials trials;
  private final List<Look> clean;
  private final double pixels;
  private final int contrast;
  private final int columns;
  private final int rows;
  private final int stride;

  /**
   * @param clean frames, at least one
   * @param pixels diameter of the spots, in pixels of the frame
   * @param magnification lengths on the frame for a length on the map
   */
  SpotGrid(Trials trials, List<Look> clean, double pixels, int contrast, double magnification) {
    this.trials = trials;
    this.clean = clean;
    this.pixels = pixels;
    this.contrast = contrast;
    this.columns = (int) Math.max(1, Math.round(clean.get(0).map().width() / PITCH));
    this.rows = (int) Math.max(1, Math.round(clean.get(0).map().height() / PITCH));
    double across = (double) clean.get(0).map().width() / columns;
    double down = (double) clean.get(0).map().height() / rows;
    double apart = pixels / magnification + Places.APART;
    this.stride = (int) Math.ceil(apart / Math.min(across, down));
  }

  /** Number of paintings, at most. */
  int paintings() {
    return SPOTS * Math.min(stride, columns) * Math.min(stride, rows);
  }

  /**
   * Paints all.
   *
   * @param done called after each painting, by any thread
   */
  BlindSpots measure(long seed, Runnable done) {
    Share[] found = new Share[columns * rows];
    Arrays.fill(found, new Share(0, 0));
    IntStream.range(0, paintings())
        .parallel()
        .mapToObj(painting -> paint(painting, seed, done))
        .toList()
        .forEach(
            shares -> {
              for (Numbered share : shares) {
                found[share.cell] = found[share.cell].plus(share.found);
              }
            });
    List<Cell> cells = new ArrayList<>();
    for (int cell = 0; cell < found.length; cell++) {
      if (found[cell].of() > 0) {
        Place place = place(clean.get(0), cell);
        cells.add(
            new Cell(
                cell % columns,
                cell / columns,
                toATenth(place.x()),
                toATenth(place.y()),
                found[cell]));
      }
    }
    Picture map = BlindSpotPicture.draw(clean.get(0), columns, rows, cells);
    return new BlindSpots(pixels, contrast, columns, rows, cells, Optional.of(map));
  }

  private static double toATenth(double pixels) {
    return Math.rint(10 * pixels) / 10;
  }

  private record Numbered(int cell, Share found) {}

  private List<Numbered> paint(int painting, long seed, Runnable done) {
    int across = Math.min(stride, columns);
    int down = Math.min(stride, rows);
    int round = painting / (across * down);
    int first = painting % (across * down);
    Look look = clean.get(round % clean.size());
    List<Integer> cells = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (int row = first / across; row < rows; row += stride) {
      for (int column = first % across; column < columns; column += stride) {
        int cell = row * columns + column;
        if (look.counts(mapX(look, cell), mapY(look, cell))) {
          cells.add(cell);
          places.add(place(look, cell));
        }
      }
    }
    List<Trials.Outcome> outcomes =
        trials.paint(
            DefectKind.SPOT,
            pixels,
            contrast,
            look,
            places,
            new SplittableRandom(seed + 0x9e3779b97f4a7c15L * (painting + 1)));
    done.run();
    List<Numbered> shares = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      shares.add(new Numbered(cells.get(i), Trials.found(List.of(outcomes.get(i)))));
    }
    return shares;
  }

  private double mapX(Look look, int cell) {
    return (cell % columns + 0.5) * look.map().width() / columns;
  }

  private double mapY(Look look, int cell) {
    return (cell / columns + 0.5) * look.map().height() / rows;
  }

  private Place place(Look look, int cell) {
    return look.place(mapX(look, cell), mapY(look, cell));
  }
}

package org.mekiki.detect;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;

/**
 * Where a spot is found and where not.
 *
 * @param pixels diameter of the spot, in pixels of the frame
 * @param contrast in grey levels
 * @param columns of the grid that lies over what the model sees
 * @param cells those that count, row by row
 * @param map the first frame, without a spot: blue where a spot is found, orange where it is
 *     missed; empty where only the figures are known
 */
public record BlindSpots(
    double pixels, int contrast, int columns, int rows, List<Cell> cells, Optional<Picture> map) {
  private static final int QUALITY = 85;
  private static final int MOST_CELLS = 1_000_000;

  /**
   * A place.
   *
   * @param column of the grid
   * @param row of the grid
   * @param x column of its middle on the first frame
   * @param y row of its middle on the first frame
   * @param found how often a spot was found here
   */
  public record Cell(int column, int row, double x, double y, Share found) {
    /** The cell lies in the grid of its map, see there. */
    void requireWithin(int columns, int rows) {
      if (column < 0 || column >= columns || row < 0 || row >= rows) {
        throw new IllegalArgumentException(
            "place " + column + ", " + row + " is not on a grid of " + columns + "x" + rows);
      }
    }

    /** Whether a spot is missed here more often than found. */
    public boolean blind() {
      return 2 * found.found() < found.of();
    }
  }

  public BlindSpots {
    if (columns < 1 || rows < 1 || (long) columns * rows > MOST_CELLS) {
      throw new IllegalArgumentException(
          "a grid of " + columns + "x" + rows + " places is not valid: 1 to " + MOST_CELLS);
    }
    cells = List.copyOf(cells);
    cells.forEach(cell -> cell.requireWithin(columns, rows));
    Objects.requireNonNull(map, "map");
  }

  /** Places at which a spot is missed more often than found. */
  public int blind() {
    return (int) cells.stream().filter(Cell::blind).count();
  }

  /**
   * The map as JPEG.
   *
   * @param side at most this many columns and rows
   */
  public Optional<byte[]> jpeg(int side) {
    return map.map(picture -> ImageWriter.jpeg(PictureResizer.fit(picture, side), QUALITY));
  }

  /**
   * The grid for a terminal, one line for each row: {@code .} always found, {@code o} mostly,
   * {@code x} mostly missed, {@code X} never found, a space where nothing counts.
   */
  public List<String> lines() {
    StringBuilder[] lines = new StringBuilder[rows];
    for (int row = 0; row < rows; row++) {
      lines[row] = new StringBuilder(" ".repeat(columns));
    }
    for (Cell cell : cells) {
      Share found = cell.found();
      char mark = cell.blind() ? (found.found() == 0 ? 'X' : 'x') : 'o';
      mark = found.found() == found.of() ? '.' : mark;
      lines[cell.row()].setCharAt(cell.column(), mark);
    }
    return List.of(lines).stream().map(line -> line.toString().stripTrailing()).toList();
  }
}

package org.mekiki.detect;

import java.util.List;
import java.util.Objects;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;

/**
 * Where a spot is found and where not.
 *
 * @param pixels diameter of the spot, in pixels of the frame
 * @param contrast in grey levels
 * @param columns of the grid that lies over what the model sees
 * @param rows of the grid
 * @param cells those that count, row by row
 * @param frame the first frame, without a spot
 */
public record BlindSpots(
    double pixels, int contrast, int columns, int rows, List<Cell> cells, Picture frame) {
  private static final int QUALITY = 85;

  /**
   * A place.
   *
   * @param column of the grid
   * @param row of the grid
   * @param x column of its middle on the first frame
   * @param y row of its middle on the first frame
   * @param size side of its square on the first frame
   * @param found how often a spot was found here
   */
  public record Cell(int column, int row, double x, double y, double size, Share found) {
    /** Whether a spot is missed here more often than found. */
    public boolean blind() {
      return 2 * found.found() < found.of();
    }
  }

  public BlindSpots {
    cells = List.copyOf(cells);
    Objects.requireNonNull(frame, "frame");
  }

  /** Places at which a spot is missed more often than found. */
  public int blind() {
    return (int) cells.stream().filter(Cell::blind).count();
  }

  /** The map over the frame as JPEG: blue where a spot is found, orange where it is missed. */
  public byte[] jpeg() {
    return ImageWriter.jpeg(BlindSpotPicture.draw(this), QUALITY);
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

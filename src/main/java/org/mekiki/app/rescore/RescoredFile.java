package org.mekiki.app.rescore;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.terminal.CommandException;

/**
 * A new file of lines. It is deleted unless it was finished: half a result would be taken for one,
 * and the next try needs its name.
 */
final class RescoredFile implements AutoCloseable {
  private final Path file;
  private final BufferedWriter lines;
  private boolean finished;

  RescoredFile(Path file, BufferedWriter lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Makes the file.
   *
   * @throws CommandException if it is there or can't be made
   */
  static RescoredFile create(Path file) {
    if (Files.exists(file)) {
      throw CommandException.badUsage("--out " + file + " is there already; name a new file");
    }
    try {
      return new RescoredFile(file, Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW));
    } catch (IOException e) {
      throw WrittenFile.unwritten(file, e);
    }
  }

  /**
   * Adds a line.
   *
   * @throws CommandException if its disk is full, for example
   */
  void write(String line) {
    try {
      lines.write(line);
      lines.write('\n');
    } catch (IOException e) {
      throw WrittenFile.unwritten(file, e);
    }
  }

  /**
   * Writes the last lines, which nothing has seen yet.
   *
   * @throws CommandException as {@link #write}
   */
  void finish() {
    try {
      lines.close();
      finished = true;
    } catch (IOException e) {
      throw WrittenFile.unwritten(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      try {
        lines.close();
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}

package org.mekiki.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The brokers' word that they have a frame.
 *
 * @param number of the frame in the plan
 * @param partition where it lies
 * @param offset where it lies
 */
record Acknowledgement(long number, int partition, long offset) {
  private static final Pattern LINE = Pattern.compile("(\\d+) (\\d+) (\\d+)");

  /** The file's whole lines; a kill may have cut one off, which then ran into the next. */
  static List<Acknowledgement> read(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(
            m ->
                new Acknowledgement(
                    Long.parseLong(m.group(1)),
                    Integer.parseInt(m.group(2)),
                    Long.parseLong(m.group(3))))
        .toList();
  }
}

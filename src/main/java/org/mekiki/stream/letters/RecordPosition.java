package org.mekiki.stream.letters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a record lies on any topic.
 *
 * @param offset 0 or more
 */
public record RecordPosition(TopicPartition partition, long offset) {
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})-(\\d{1,18})");

  /**
   * Reads {@code topic-partition-offset}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static RecordPosition parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a record; write TOPIC-PARTITION-OFFSET, for example mekiki.frames-3-17");
    }
    return new RecordPosition(
        new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
        Long.parseLong(matcher.group(3)));
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}

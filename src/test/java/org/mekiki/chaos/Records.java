package org.mekiki.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.stream.client.TopicFollower;

/**
 * The committed records of a topic as far as they have been read, reduced to what is looked at.
 *
 * @param <T> a record
 */
final class Records<T> implements AutoCloseable {
  /** Takes what is looked at out of a record. */
  @FunctionalInterface
  interface Reader<T> {
    T read(TopicFollower.Entry entry) throws IOException;
  }

  private final TopicFollower follower;
  private final Reader<T> reader;
  private final List<T> all = new ArrayList<>();

  Records(Line line, String topic, Reader<T> reader) {
    this.follower = new TopicFollower(line.config.kafka().consumerProperties(), topic, true);
    this.reader = reader;
  }

  /** Reads what has come. */
  void poll() {
    for (TopicFollower.Entry entry : follower.poll()) {
      try {
        all.add(reader.read(entry));
      } catch (IOException e) {
        throw new UncheckedIOException("unreadable: " + entry.position(), e);
      }
    }
  }

  /** Reads to the end. */
  List<T> toEnd() {
    do {
      poll();
    } while (!follower.isAtEnd());
    return all;
  }

  int size() {
    return all.size();
  }

  List<T> all() {
    return all;
  }

  @Override
  public void close() {
    follower.close();
  }
}

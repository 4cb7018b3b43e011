package org.mekiki.stream.alarms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.ExpiryWatch;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.stream.codec.Losses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gaps in a partition's offsets → its alarm for frames that expired unscored. What it remembers
 * lies beside the cameras' states and is committed with them, and only then the frames count as
 * expired; the cluster is asked without waiting for its answer. For one thread.
 */
final class ExpiredFrames {
  /** In the store of the cameras: no camera has an empty id. */
  static final String KEY = "";

  private static final Logger LOG = LoggerFactory.getLogger(ExpiredFrames.class);
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final AlarmProcessor.Surroundings around;
  private final int partition;
  private final KeyValueStore<String, byte[]> store;
  private final Runnable commit;
  private final ExpiryWatch watch;
  private final Losses losses;
  private final Map<ExpiryWatch.Suspect, CompletableFuture<Long>> questions = new LinkedHashMap<>();

  /**
   * Goes on from what lies in the store.
   *
   * @param commit asks for a commit of the task
   */
  ExpiredFrames(
      AlarmRules rules,
      AlarmProcessor.Surroundings around,
      int partition,
      KeyValueStore<String, byte[]> store,
      Runnable commit) {
    this.around = around;
    this.partition = partition;
    this.store = store;
    this.commit = commit;
    this.losses = new Losses(around.gaps(), partition);
    String topic = around.frames();
    String tag = around.origin().topicTag();
    this.watch =
        read(store.get(KEY))
            .map(state -> new ExpiryWatch(topic, partition, tag, rules, state))
            .orElseGet(() -> new ExpiryWatch(topic, partition, tag, rules));
  }

  /**
   * A gap was found.
   *
   * @param now event time, milliseconds since 1970
   */
  void gap(Gap gap, long now) {
    if (!watch.suspect(gap, now)) {
      LOG.warn(
          "the brokers don't say which of {} gaps in {}-{} are expired frames; that of offsets {}"
              + " to {} is left out",
          watch.suspects().size(),
          around.frames(),
          partition,
          gap.from(),
          gap.to() - 1);
    }
    keep();
    ask();
  }

  private void ask() {
    for (ExpiryWatch.Suspect suspect : watch.suspects()) {
      questions.computeIfAbsent(
          suspect, gap -> around.gaps().missing(partition, new Gap(gap.from(), gap.to())));
    }
  }

  /**
   * Looks what has been found out.
   *
   * @param now event time, milliseconds since 1970
   * @return what changes
   */
  List<Alarm> look(long now) {
    ExpiryWatch.State before = watch.state();
    List<Alarm> changes = new ArrayList<>();
    judge(changes);
    ask();
    if (watch.suspects().isEmpty()) {
      around
          .gaps()
          .noticed(partition)
          .ifPresent(gap -> changes.addAll(lost(gap.from(), gap.to(), now)));
    }
    changes.addAll(watch.time(now));
    if (!watch.state().equals(before)) {
      keep();
    }
    return changes;
  }

  /** In their order, up to the first that is not answered, or in vain. */
  private void judge(List<Alarm> changes) {
    for (ExpiryWatch.Suspect suspect : watch.suspects()) {
      CompletableFuture<Long> answer = questions.get(suspect);
      if (answer == null || !answer.isDone()) {
        return;
      }
      questions.remove(suspect);
      if (answer.isCompletedExceptionally()) {
        return;
      }
      watch.judged(suspect);
      changes.addAll(lost(suspect.from(), Math.min(suspect.to(), answer.join()), suspect.at()));
    }
  }

  private List<Alarm> lost(long from, long to, long at) {
    watch
        .news(from, to)
        .ifPresent(
            gap -> {
              losses.add(gap);
              commit.run();
            });
    return watch.lost(from, to, at);
  }

  /** A punctuation, before it looks. */
  void punctuated() {
    losses.punctuated();
  }

  /** Its open alarm; none if there is none. */
  List<Alarm> open() {
    return watch.open();
  }

  /** Whether its alarm is open. */
  boolean isOpen() {
    return watch.isOpen();
  }

  /** The latest event time that it knows of; 0 if none. */
  long latest() {
    return watch.latest();
  }

  private void keep() {
    try {
      store.put(KEY, MAPPER.writeValueAsBytes(watch.state()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a partition's state could not be written as JSON", e);
    }
  }

  private static Optional<ExpiryWatch.State> read(byte[] json) {
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(json, ExpiryWatch.State.class));
    } catch (IOException e) {
      LOG.warn("the alarm of expired frames starts again: its state is unreadable", e);
      return Optional.empty();
    }
  }
}

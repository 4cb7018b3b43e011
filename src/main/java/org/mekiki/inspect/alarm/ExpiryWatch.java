package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;

/**
 * Watches one partition for frames that expired before they were scored: {@link AlarmKind#EXPIRED}.
 *
 * <p>A gap in the offsets is remembered with the state until the cluster has said whether its
 * records have expired, so that a crash in between costs no alarm. Each offset counts once. While
 * the alarm is open, further losses are added to it; it is over when {@link #QUIET} has passed
 * without one. Not thread-safe.
 */
public final class ExpiryWatch {
  /**
   * Without a loss for so long, it is over. Brokers look every five minutes by default whether
   * something has expired: three looks have found nothing that was still to be scored.
   */
  public static final Duration QUIET = Duration.ofMinutes(15);

  /** Gaps that wait for an answer. */
  private static final int MOST = 1000;

  private final String topic;
  private final int partition;
  private final String topicTag;
  private final AlarmRules rules;
  private final List<Suspect> suspects = new ArrayList<>();

  /** Offsets below are judged. */
  private long knownTo;

  /** Null if there is none. */
  private Open open;

  /**
   * A gap that may hold frames.
   *
   * @param at when it was found, event time in milliseconds since 1970
   */
  public record Suspect(long from, long to, long at) {}

  /**
   * An open alarm.
   *
   * @param raisedAt event time, milliseconds since 1970
   * @param lostAt event time of the last loss
   * @param first offset that was lost first
   * @param last offset that was lost last
   * @param records lost in all
   */
  public record Open(String id, long raisedAt, long lostAt, long first, long last, long records) {
    public Open {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * All that it remembers.
   *
   * @param topicTag short form of the topic's own id: a topic that was made anew counts from 0
   * @param knownTo offsets below are judged
   * @param suspects gaps that wait for an answer
   * @param open alarm; null if there is none
   */
  public record State(String topicTag, long knownTo, List<Suspect> suspects, Open open) {
    public State {
      Objects.requireNonNull(topicTag, "topicTag");
      suspects = List.copyOf(suspects);
    }
  }

  /**
   * What was lost.
   *
   * @param records how many
   * @param first offset of the first one
   * @param last offset of the last one
   */
  public record Expired(long records, long first, long last) implements Alarm.Evidence {
    @Override
    public Map<String, Object> properties() {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("expiredRecords", records);
      properties.put("firstOffset", first);
      properties.put("lastOffset", last);
      return properties;
    }
  }

  /**
   * A partition of which nothing was lost yet.
   *
   * @param topicTag short form of the topic's own id; empty if it is not known
   */
  public ExpiryWatch(String topic, int partition, String topicTag, AlarmRules rules) {
    this.topic = topic;
    this.partition = partition;
    this.topicTag = topicTag;
    this.rules = rules;
  }

  /** A partition as it was left. An open alarm stays open when the topic was made anew. */
  public ExpiryWatch(String topic, int partition, String topicTag, AlarmRules rules, State state) {
    this(topic, partition, topicTag, rules);
    this.open = state.open();
    if (state.topicTag().equals(topicTag)) {
      this.knownTo = state.knownTo();
      this.suspects.addAll(state.suspects());
    }
  }

  /**
   * A gap was found, and the cluster will be asked about it.
   *
   * @param now event time, milliseconds since 1970
   * @return false if too many wait for an answer: it is not remembered
   */
  public boolean suspect(Gap gap, long now) {
    return suspects.size() < MOST && suspects.add(new Suspect(gap.from(), gap.to(), now));
  }

  /** What of these records is not known yet to be lost; empty if all of it is. */
  public Optional<Gap> news(long from, long to) {
    long first = Math.max(from, knownTo);
    return to > first ? Optional.of(new Gap(first, to)) : Optional.empty();
  }

  /** Gaps that wait for an answer, in the order in which they were found. */
  public List<Suspect> suspects() {
    return List.copyOf(suspects);
  }

  /** The cluster has answered; {@link #lost} is told what it said. */
  public void judged(Suspect suspect) {
    suspects.remove(suspect);
  }

  /**
   * Records have expired unscored. Those that are known already don't count again, nor any below
   * them: losses are told in the order of their offsets.
   *
   * @param from first offset
   * @param to behind the last one
   * @param now event time, milliseconds since 1970
   * @return what changes
   */
  public List<Alarm> lost(long from, long to, long now) {
    long first = Math.max(from, knownTo);
    if (to <= first) {
      return List.of();
    }
    knownTo = to;
    if (open != null) {
      open =
          new Open(
              open.id(),
              open.raisedAt(),
              Math.max(open.lostAt(), now),
              open.first(),
              to - 1,
              open.records() + to - first);
      return List.of();
    }
    if (!rules.has(AlarmKind.EXPIRED)) {
      return List.of();
    }
    String id = at(first).text() + "/" + AlarmKind.EXPIRED.label();
    open = new Open(id, now, now, first, to - 1, to - first);
    return open();
  }

  /**
   * Time passes.
   *
   * @param now event time, milliseconds since 1970
   * @return what changes
   */
  public List<Alarm> time(long now) {
    if (open == null) {
      return List.of();
    }
    boolean off = !rules.has(AlarmKind.EXPIRED);
    long since = now - open.lostAt();
    boolean over = since >= QUIET.toMillis() && since >= rules.minimumDuration().toMillis();
    if (!off && !over) {
      return List.of();
    }
    String message =
        off
            ? "alarms of kind " + AlarmKind.EXPIRED.label() + " are switched off"
            : Text.of(
                "nothing more has expired unscored for %d minutes; lost: %s, from offset %d to"
                    + " %d",
                QUIET.toMinutes(), Counted.of(open.records(), "record"), open.first(), open.last());
    Alarm cleared =
        change(AlarmState.CLEARED, Optional.of(Math.max(now, open.raisedAt())), message);
    open = null;
    return List.of(cleared);
  }

  /** Its open alarm as it was raised, with what is known now; none if there is none. */
  public List<Alarm> open() {
    return open == null
        ? List.of()
        : List.of(change(AlarmState.RAISED, Optional.empty(), raised()));
  }

  private String raised() {
    String lost =
        open.records() == 1
            ? "1 record expired before it was scored, offset " + open.first() + ": it is lost"
            : Text.of(
                "%d records expired before they were scored, offsets %d to %d: they are lost",
                open.records(), open.first(), open.last());
    return lost + "; keep frames for longer (retention), or add instances";
  }

  /** Whether its alarm is open. */
  public boolean isOpen() {
    return open != null;
  }

  /** The latest event time that it knows of; 0 if none. */
  public long latest() {
    return open == null ? 0 : open.lostAt();
  }

  public State state() {
    return new State(topicTag, knownTo, suspects, open);
  }

  private FramePosition at(long offset) {
    return new FramePosition(topic, partition, offset, "", topicTag);
  }

  private Alarm change(AlarmState state, Optional<Long> clearedAt, String message) {
    return new Alarm(
        open.id(),
        "",
        AlarmKind.EXPIRED,
        state,
        Instant.ofEpochMilli(open.raisedAt()),
        clearedAt.map(Instant::ofEpochMilli),
        at(open.first()),
        Optional.empty(),
        new Expired(open.records(), open.first(), open.last()),
        topic + "-" + partition + ": " + message);
  }
}

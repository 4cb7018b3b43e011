package org.mekiki.service.group;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.ThreadUtils;
import org.mekiki.cluster.ClusterSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.TopicSettings;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.metrics.GroupMeters;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.run.SteadyClock;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from outside at what a group has still to do: at the ends of its topics and at what it has
 * committed, as the cluster tells them. A consumer's own lag shows neither partitions that nobody
 * has, nor records behind an open transaction, nor a commit that hangs.
 *
 * <p>On a thread of its own, every {@link #EVERY}. What can't be looked up is logged once and tried
 * again. Thread-safe.
 */
public final class GroupWatch implements GroupMeters.Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);
  static final Duration EVERY = Duration.ofSeconds(5);

  /** Without a commit for so long, it is looked whether there are records at all. */
  private static final Duration DOUBT_AFTER = Duration.ofSeconds(15);

  /** Without a commit for so long, with records to read, an instance is not ready, or more. */
  private static final Duration STALLED_AFTER = Duration.ofMinutes(2);

  /** Commits that have to be missing, where they are far between. */
  private static final int STALLED_COMMITS = 3;

  /** The age of what waits is looked up after so long, and again. */
  private static final Duration AGE_EVERY = Duration.ofSeconds(30);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Settings settings;
  private final Admin admin;
  private final GroupOffsets cluster;
  private final GoneTopics gone;
  private final Supplier<Set<TopicPartition>> assigned;
  private final Clock clock;

  /** For how long something lasts: nobody puts it forward or back. */
  private final Clock steady;

  private final Backlog backlog = new Backlog();
  private final Map<String, ExpiredRecords> expired = new HashMap<>();
  private final ExpiredRecords.Listener listener;
  private final Set<TopicPartition> shown = new HashSet<>();
  private final Map<TopicPartition, Long> suspected = new HashMap<>();
  private final Map<String, Duration> ages = new HashMap<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          ThreadUtils.createThreadFactory("mekiki-group-watch", true));
  private Instant agesAt = Instant.EPOCH;
  private boolean failing;

  /**
   * What to look at.
   *
   * @param retentions input topics, and how long each keeps its records
   * @param needed topics without which its work stands still
   * @param consumer settings of Kafka's consumers
   * @param stalledAfter without a commit for so long, with records to read, the instance is not
   *     ready
   */
  public record Settings(
      String group,
      Map<String, Duration> retentions,
      Set<String> needed,
      Map<String, Object> consumer,
      Duration stalledAfter) {
    public Settings {
      retentions = Map.copyOf(retentions);
      needed = Set.copyOf(needed);
    }
  }

  /**
   * A watch, not yet started.
   *
   * @param admin for its own use; closed with it
   * @param assigned partitions that this instance reads now
   * @param listener is told of records that expired before they were read
   * @param clock by which records have their times
   * @param steady by which nothing jumps
   */
  public GroupWatch(
      Settings settings,
      Admin admin,
      Supplier<Set<TopicPartition>> assigned,
      ExpiredRecords.Listener listener,
      Clock clock,
      Clock steady) {
    this.settings = settings;
    this.admin = admin;
    this.cluster = new GroupOffsets(admin, settings.group());
    this.gone = new GoneTopics(admin, settings.needed());
    this.assigned = assigned;
    this.clock = clock;
    this.steady = steady;
    this.listener = listener;
    for (String topic : settings.retentions().keySet()) {
      expired.put(topic, new ExpiredRecords(admin, settings.group(), topic, listener));
    }
  }

  /**
   * A watch over a service's topics, not yet started.
   *
   * @param topics those that it reads, as work to do
   * @param written those that it writes
   * @param asked tells how long topics keep their records, where the configuration may differ
   */
  public static GroupWatch of(
      MekikiConfig config,
      Admin asked,
      String group,
      List<TopicSettings> topics,
      List<TopicSettings> written,
      Duration commitInterval,
      Supplier<Set<TopicPartition>> assigned,
      InspectionListener listener)
      throws InterruptedException {
    ClusterSettings cluster = new ClusterSettings(asked);
    Map<String, Duration> retentions = new HashMap<>();
    for (TopicSettings topic : topics) {
      Duration retention =
          cluster
              .numberOfTopic(topic.name(), "retention.ms")
              .filter(millis -> millis > 0)
              .map(Duration::ofMillis)
              .orElse(topic.retention().orElseThrow());
      retentions.put(topic.name(), retention);
    }
    return new GroupWatch(
        new Settings(
            group,
            retentions,
            Stream.concat(topics.stream(), written.stream())
                .map(TopicSettings::name)
                .collect(toUnmodifiableSet()),
            config.kafka().consumerProperties(),
            stalledAfter(commitInterval)),
        Admin.create(config.kafka().adminProperties()),
        assigned,
        (partition, records) -> listener.expired(partition.topic(), partition.partition(), records),
        Clock.systemUTC(),
        SteadyClock.start());
  }

  private static Duration stalledAfter(Duration commitInterval) {
    Duration commits = commitInterval.multipliedBy(STALLED_COMMITS);
    return commits.compareTo(STALLED_AFTER) > 0 ? commits : STALLED_AFTER;
  }

  public void start() {
    scheduler.scheduleWithFixedDelay(this::lookQuietly, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Whether a broker serves this partition, as far as is known. Where none does, nobody can say
   * whether its cameras send.
   */
  public boolean isServed(TopicPartition partition) {
    return cluster.isServed(partition);
  }

  /** For who reads a topic: is to be told of gaps in it, and what of them is lost. */
  public OffsetGaps gaps(String topic) {
    return expired.get(topic).followed();
  }

  @Override
  public Set<String> topics() {
    return settings.retentions().keySet();
  }

  @Override
  public double lag(String topic) {
    return backlog.lag(topic);
  }

  @Override
  public double commitAge(String topic) {
    return backlog
        .longest(partition -> partition.topic().equals(topic))
        .map(waiting -> waiting.age(steady.instant()).toMillis() / 1000.0)
        .orElse(0.0);
  }

  @Override
  public synchronized double lagAge(String topic) {
    return ages.getOrDefault(topic, Duration.ZERO).toSeconds();
  }

  @Override
  public double retention(String topic) {
    return settings.retentions().get(topic).toSeconds();
  }

  /** Why this instance is not ready, a sentence; empty if its partitions make progress. */
  public Optional<String> stall() {
    Instant now = steady.instant();
    return gone.sentence()
        .or(
            () ->
                backlog
                    .longest(assigned.get()::contains)
                    .filter(waiting -> waiting.age(now).compareTo(settings.stalledAfter()) >= 0)
                    .map(
                        waiting ->
                            Text.of(
                                "nothing has been committed on %s for %d s, though %s there; look"
                                    + " for an open transaction or for brokers that are away",
                                waiting.partition(),
                                waiting.age(now).toSeconds(),
                                waiting.lag() == 1
                                    ? "a record waits"
                                    : waiting.lag() + " records wait")));
  }

  private void lookQuietly() {
    try {
      look();
      failing = false;
    } catch (ExecutionException | RuntimeException e) {
      if (!failing) {
        failing = true;
        Throwable why = e instanceof ExecutionException ? e.getCause() : e;
        LOG.warn(
            "what group {} has to do can't be looked up: {}", settings.group(), why.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void look() throws ExecutionException, InterruptedException {
    if (!Collections.disjoint(gone.look(), topics())) {
      return;
    }
    Map<TopicPartition, Backlog.Offsets> offsets = cluster.look(topics(), backlog.offsets());
    backlog.update(steady.instant(), offsets);
    offsets.keySet().forEach(this::show);
    offsets.forEach(this::findExpired);
    doubt();
    measureAges();
  }

  /** A counter that begins with its first loss would have no increase to be seen. */
  private void show(TopicPartition partition) {
    if (shown.add(partition)) {
      listener.expired(partition, 0);
    }
  }

  /** Where nothing is read, nobody notices that what was to be read has gone. */
  private void findExpired(TopicPartition partition, Backlog.Offsets offsets) {
    boolean gone = offsets.committed() < offsets.oldest();
    if (!gone || !assigned.get().contains(partition)) {
      suspected.remove(partition);
      return;
    }
    // Twice the same: what has been read, and will be committed at once, is not lost.
    Long before = suspected.put(partition, offsets.committed());
    if (before != null && before == offsets.committed()) {
      expired
          .get(partition.topic())
          .notice(partition.partition(), new Gap(offsets.committed(), offsets.oldest()));
    }
  }

  /** Ends of transactions have offsets and are no records: reading tells which it is. */
  private void doubt() {
    Instant now = steady.instant();
    for (Backlog.Waiting waiting : backlog.waiting()) {
      if (waiting.age(now).compareTo(DOUBT_AFTER) < 0) {
        continue;
      }
      Backlog.Offsets offsets = backlog.offsets().get(waiting.partition());
      long from = Math.max(offsets.oldest(), offsets.committed());
      try (RecordProbe probe = new RecordProbe(settings.consumer())) {
        if (probe.isEmpty(waiting.partition(), from, offsets.end())) {
          backlog.isEmptyBelow(waiting.partition(), offsets.end());
        }
      } catch (KafkaException e) {
        LOG.debug("what waits on {} can't be read", waiting.partition(), e);
      }
    }
  }

  private void measureAges() throws ExecutionException, InterruptedException {
    Instant now = clock.instant();
    Set<String> waiting = new HashSet<>();
    backlog.waiting().forEach(w -> waiting.add(w.partition().topic()));
    synchronized (this) {
      ages.keySet().retainAll(waiting);
    }
    Instant measured = steady.instant();
    if (Duration.between(agesAt, measured).compareTo(AGE_EVERY) < 0) {
      return;
    }
    agesAt = measured;
    Map<TopicPartition, Long> next = new HashMap<>();
    backlog
        .waiting()
        .forEach(w -> next.put(w.partition(), backlog.offsets().get(w.partition()).committed()));
    for (String topic : waiting) {
      Duration age =
          new RecordAges(cluster).oldest(topic, next, now, settings.retentions().get(topic));
      synchronized (this) {
        ages.put(topic, age);
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    admin.close(CLOSE_TIMEOUT);
  }
}

package org.mekiki.stream.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running topology. A thread that dies of an exception is replaced: its frames are read again,
 * under exactly-once without a trace of the first attempt. Where that can't help, as {@link
 * ThreadFailures} tells, the topology ends and says why. Closing leaves the group, so that the
 * partitions move to other instances at once.
 */
public final class StreamsRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration END_PATIENCE = Duration.ofSeconds(30);
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(60);

  private final String name;
  private final KafkaStreams streams;
  private final StateMemory memory;
  private final int threads;
  private volatile boolean away;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ThreadFailures failures;
  private final StateDisk disk;
  private final AtomicReference<Ending> endReason = new AtomicReference<>();
  private final Clock clock = SteadyClock.start();

  private record Ending(String why, Instant since) {}

  /** A topology, not yet started. */
  public StreamsRunner(String name, Topology topology, StreamsSettings settings) {
    this.name = name;
    this.threads = settings.threads();
    this.failures = new ThreadFailures(clock, settings.threads());
    this.disk = StateDisk.of(settings.stateFolder());
    this.memory = new StateMemory(settings.stateMemoryBytes());
    Properties properties = settings.properties();
    memory.apply(properties);
    this.streams = new KafkaStreams(topology, properties);
    streams.setUncaughtExceptionHandler(this::failed);
    streams.setStateListener(
        (now, before) -> {
          LOG.info("{}: {} (was {})", name, now, before);
          if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            ended.countDown();
          }
        });
  }

  private StreamThreadExceptionResponse failed(Throwable exception) {
    Optional<String> reason = failures.failed(exception);
    if (reason.isEmpty() && ThreadFailures.passes(exception)) {
      // Waiting for brokers or for a model, say: what is read again needs no stack trace.
      String why = ThreadFailures.root(exception).getMessage();
      LOG.warn("{}: a stream thread is replaced, and reads again: {}", name, why);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (reason.isEmpty()) {
      // The log shows only the first of several exceptions.
      LOG.error(
          "{}: a stream thread failed and is replaced: {}",
          name,
          ThreadFailures.root(exception).toString(),
          exception);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("{}: a stream thread failed, {}", name, reason.get(), exception);
    endReason.compareAndSet(null, new Ending(reason.get(), clock.instant()));
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  public void start() {
    streams.start();
  }

  /**
   * Leaves the group until {@link #join}: others take its partitions. What has been read is
   * finished first.
   */
  public synchronized void leave() {
    away = true;
    while (streams.removeStreamThread(LEAVE_TIMEOUT).isPresent()) {
      LOG.debug("{}: a thread has left", name);
    }
  }

  /** Joins the group again after {@link #leave}. */
  public synchronized void join() {
    for (int thread = 0; thread < threads; thread++) {
      streams.addStreamThread();
    }
    away = false;
  }

  /** Whether it works, or will when rebalancing is done: false only when it has ended. */
  public boolean isLive() {
    KafkaStreams.State state = streams.state();
    return state != KafkaStreams.State.ERROR && state != KafkaStreams.State.NOT_RUNNING;
  }

  /** Whether its threads have their partitions. */
  public boolean isRunning() {
    return !away && streams.state() == KafkaStreams.State.RUNNING;
  }

  /**
   * Why it is about to end, why its threads fail again and again, or that its disk is full; empty
   * if none of it.
   */
  public Optional<String> trouble() {
    return endReason().or(failures::trouble).or(disk::problem);
  }

  /**
   * Why it does not go on, though it has not ended: RocksDB may wait for room for ever, and with it
   * the end of the topology. Empty if it does not wait so. To be asked now and then.
   */
  public Optional<String> stuck() {
    Optional<String> full = disk.lasting();
    Ending ending = endReason.get();
    if (ending != null && !clock.instant().isBefore(ending.since.plus(END_PATIENCE))) {
      return Optional.of(ending.why);
    }
    return isRunning() ? Optional.empty() : full;
  }

  /** Partitions that it reads now; none before it is started and after its end. */
  public Set<TopicPartition> assigned() {
    Set<TopicPartition> assigned = new HashSet<>();
    if (isLive()) {
      try {
        for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
          thread.activeTasks().forEach(task -> assigned.addAll(task.topicPartitions()));
        }
      } catch (IllegalStateException e) {
        LOG.debug("{} has no threads yet", name, e);
      }
    }
    return assigned;
  }

  /** Why it has ended by itself: a sentence for people. Empty while it runs, or if nobody knows. */
  public Optional<String> endReason() {
    return Optional.ofNullable(endReason.get()).map(Ending::why);
  }

  /** What people can do about a failure, a start's among them; empty if there is nothing known. */
  public static Optional<String> advice(Throwable failure) {
    return ThreadFailures.hopeless(failure);
  }

  /** For the binders of metrics. */
  public KafkaStreams streams() {
    return streams;
  }

  /** Waits until it has ended. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void close() {
    boolean closed =
        streams.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (closed) {
      memory.close();
    } else {
      // Their stores still use that memory.
      LOG.warn("{}: its threads did not end within {} s", name, CLOSE_TIMEOUT.toSeconds());
    }
  }
}

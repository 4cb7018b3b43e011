package org.mekiki.stream.models;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a repository up to date with the models topic, on a thread of its own: never on a stream
 * thread, which a load of minutes would cost its partitions, and not as a global store, which would
 * hold up the start and take every model.
 *
 * <p>It follows partition 0 from the beginning. Of each model only the last manifest counts, so a
 * start reads the chunks of what is to be served and of nothing else. Failures of any kind are
 * logged, reported to {@link ModelEvents#sourceFailed} and tried again, with pauses that double;
 * what is served stays in service. Only {@link #close()} ends it.
 */
public final class ModelTopicReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelTopicReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * How often it looks whether the topic is still there: a consumer of a deleted topic says nothing
   * to its caller, asks the brokers thousands of times a second, and waits for ever.
   */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final Duration CLIENT_CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration THREAD_CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final ReaderSettings settings;
  private final Function<Map<String, ?>, Consumer<byte[], byte[]>> manifestClients;
  private final Function<Map<String, ?>, Consumer<byte[], byte[]>> chunkClients;
  private final ModelLoader<?> loader;
  private final ModelEvents events;
  private final Thread thread = new Thread(this::run, "mekiki-models");
  private final CountDownLatch announced = new CountDownLatch(1);
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Guards the clients, which other threads may wake. */
  private final Object clients = new Object();

  private Consumer<byte[], byte[]> manifests;
  private ModelDownload download;

  // The thread's own.
  private boolean following;
  private boolean scanned;
  private long endAtStart;
  private int failures;
  private long lookedAt;

  /**
   * Opens the clients, so that settings which no client takes are refused here.
   *
   * @param assembler takes the models of this instance's backbone
   * @throws KafkaException if a client's settings are not valid
   */
  public ModelTopicReader(
      ReaderSettings settings,
      ModelAssembler assembler,
      ManifestVerifier verifier,
      ModelRepository<?> repository,
      ModelEvents events) {
    this(
        settings,
        assembler,
        verifier,
        repository,
        events,
        ModelClients::manifests,
        ModelClients::chunks);
  }

  ModelTopicReader(
      ReaderSettings settings,
      ModelAssembler assembler,
      ManifestVerifier verifier,
      ModelRepository<?> repository,
      ModelEvents events,
      Function<Map<String, ?>, Consumer<byte[], byte[]>> manifestClients,
      Function<Map<String, ?>, Consumer<byte[], byte[]>> chunkClients) {
    this.settings = settings;
    this.events = events;
    this.manifestClients = manifestClients;
    this.chunkClients = chunkClients;
    this.loader = new ModelLoader<>(settings, assembler, verifier, repository, events);
    thread.setDaemon(true);
    openClients();
  }

  /** Starts to follow the topic. */
  public ModelTopicReader start() {
    thread.start();
    return this;
  }

  /**
   * Waits until all models have been loaded, or refused, that were on the topic at the start.
   *
   * @return false if that took longer than this
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Whether all models that were on the topic at the start are known to the repository, loaded or
   * not: from then on a frame waits for its model, which is loaded before those that no frame asks
   * for.
   */
  public boolean hasAnnouncedAll() {
    return announced.getCount() == 0;
  }

  /** Whether {@link #awaitCaughtUp} would return at once. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Whether it follows the topic, for health checks: true from start to close. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Stops at once, even in the middle of a load; what is served stays in the repository. */
  @Override
  public void close() {
    closing.countDown();
    synchronized (clients) {
      if (manifests != null) {
        manifests.wakeup();
        download.stop();
      }
    }
    boolean neverStarted = thread.getState() == Thread.State.NEW;
    if (neverStarted) {
      closeClients();
      return;
    }
    try {
      thread.join(THREAD_CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosing()) {
      try {
        step();
      } catch (RetriableException e) {
        failed(e);
      } catch (Throwable e) {
        // Anything else may have left a client unusable: begin again, with new ones.
        following = false;
        closeClients();
        failed(e);
      }
    }
    closeClients();
  }

  private void step() {
    if (!following) {
      begin();
      following = true;
    }
    look();
    poll(scanned && !loader.idle() ? Duration.ZERO : POLL);
    if (!scanned && manifests.position(partition()) >= endAtStart) {
      scanned = true;
      loader.scanned();
      announced.countDown();
    }
    if (!scanned) {
      return;
    }
    if (loader.idle()) {
      failures = 0;
      caughtUp.countDown();
    } else {
      loader.loadNext(download, () -> poll(POLL));
    }
  }

  private void begin() {
    openClients();
    ModelClients.partitions(manifests, settings.topic());
    manifests.assign(List.of(partition()));
    manifests.seekToBeginning(List.of(partition()));
    endAtStart = manifests.endOffsets(List.of(partition())).get(partition());
    lookedAt = System.nanoTime();
    scanned = false;
    loader.restart();
  }

  private void look() {
    if (System.nanoTime() - lookedAt >= LOOK_EVERY.toNanos()) {
      ModelClients.partitions(manifests, settings.topic());
      lookedAt = System.nanoTime();
    }
  }

  private void poll(Duration timeout) {
    manifests.poll(timeout).forEach(loader::apply);
  }

  private TopicPartition partition() {
    return ModelClients.manifestPartition(settings.topic());
  }

  private void failed(Throwable e) {
    if (isClosing()) {
      return;
    }
    Duration pause = backoff();
    failures++;
    if (e instanceof KafkaException || e instanceof ModelTopicException) {
      LOG.warn(
          "models can't be read from topic '{}', next try in {} ms: {}",
          settings.topic(),
          pause.toMillis(),
          e.getMessage());
    } else {
      LOG.error(
          "models can't be read from topic '{}', next try in {} ms",
          settings.topic(),
          pause.toMillis(),
          e);
    }
    try {
      events.sourceFailed(e);
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupt) {
      LOG.debug("interrupted, which means nothing here: close() ends this thread", interrupt);
    } catch (RuntimeException fromListener) {
      LOG.error("a listener of model events failed", fromListener);
    }
  }

  private Duration backoff() {
    Duration pause = settings.minBackoff().multipliedBy(1L << Math.min(failures, 20));
    return pause.compareTo(settings.maxBackoff()) < 0 ? pause : settings.maxBackoff();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void openClients() {
    synchronized (clients) {
      if (manifests == null && !isClosing()) {
        manifests = manifestClients.apply(settings.client());
        try {
          download = new ModelDownload(chunkClients.apply(settings.client()), settings.topic());
        } catch (RuntimeException e) {
          closeClients();
          throw e;
        }
      }
    }
  }

  private void closeClients() {
    synchronized (clients) {
      if (manifests != null) {
        manifests.close(CloseOptions.timeout(CLIENT_CLOSE_TIMEOUT));
        manifests = null;
      }
      if (download != null) {
        download.close();
        download = null;
      }
    }
  }
}

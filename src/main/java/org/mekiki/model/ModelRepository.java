package org.mekiki.model;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mekiki.text.Text;

/**
 * The current version of every model that is served. Thread-safe: scorers acquire without a lock,
 * one or more sources (the reader of the models topic) announce, put and remove.
 *
 * <p>A model is held by the repository and by the leases out on it, and released by the one that
 * lets go of it last: {@link #acquire} never gives a released one, and a swap never waits for a
 * frame nor a frame for a swap.
 *
 * <p>Memory is bounded by bytes. What was not used for longest is evicted, but stays announced:
 * {@link #acquire} then notes a request, the source brings it back, and {@link #acquire(String,
 * Duration)} waits for that. Besides the served models there are, for a short while, a model that
 * is being made and those that are out of service but still leased.
 *
 * @param <M> what scores
 */
public final class ModelRepository<M> implements AutoCloseable {
  private final ModelFactory<M> factory;
  private final long maxBytes;
  private final ModelEvents events;
  private final Map<String, Held<M>> served = new ConcurrentHashMap<>();
  private final Set<String> announced = ConcurrentHashMap.newKeySet();
  private final Set<String> requests = ConcurrentHashMap.newKeySet();

  /** Why, by model. */
  private final Map<String, String> refused = new ConcurrentHashMap<>();

  private final AtomicLong uses = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean closed;

  /**
   * @param maxBytes bytes of all served models together, at least 1
   */
  public ModelRepository(ModelFactory<M> factory, long maxBytes, ModelEvents events) {
    this.factory = Objects.requireNonNull(factory, "factory");
    this.events = Objects.requireNonNull(events, "events");
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "a model memory of " + maxBytes + " bytes is not valid: at least 1 is");
    }
    this.maxBytes = maxBytes;
  }

  /** The current version of a model, or empty if it is not loaded; never waits. */
  public Optional<ModelLease<M>> acquire(String model) {
    while (true) {
      Held<M> held = served.get(model);
      if (held == null) {
        if (announced.contains(model)) {
          requests.add(model);
        }
        return Optional.empty();
      }
      if (held.tryAcquire(uses.incrementAndGet())) {
        return Optional.of(new ModelLease<>(held.model, () -> letGo(held)));
      }
      // It was replaced between these two lines; its successor is already in its place.
    }
  }

  /**
   * The current version of a model; if it is announced but not loaded, asks for it and waits this
   * long. Empty at once for a model that nobody announced, or that was refused.
   */
  public Optional<ModelLease<M>> acquire(String model, Duration wait) throws InterruptedException {
    Optional<ModelLease<M>> lease = acquire(model);
    if (lease.isPresent() || !announced.contains(model)) {
      return lease;
    }
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        lease = acquire(model);
        if (lease.isPresent() || !announced.contains(model) || closed || nanos <= 0) {
          return lease;
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a scorer of a model and serves it from now on, in place of its former version.
   *
   * @param fetched how long it took to get it, for the metrics
   * @throws ModelRefusedException if no scorer can be made of it or it is larger than all memory
   *     for models; the former version stays
   */
  public void put(VerifiedModel model, Duration fetched) {
    checkFits(model.manifest());
    long start = System.nanoTime();
    M scorer = factory.create(model);
    serve(model.manifest(), scorer, fetched.plusNanos(System.nanoTime() - start));
  }

  /**
   * As {@link #put}, without the model's chunks, if this machine has kept what is made of them.
   *
   * @return whether it has; otherwise nothing has changed
   */
  public boolean recall(ModelManifest manifest, Duration fetched) {
    checkFits(manifest);
    long start = System.nanoTime();
    Optional<M> kept = factory.recall(manifest);
    kept.ifPresent(scorer -> serve(manifest, scorer, fetched.plusNanos(System.nanoTime() - start)));
    return kept.isPresent();
  }

  private void serve(ModelManifest manifest, M scorer, Duration took) {
    LoadedModel<M> loaded = new LoadedModel<>(manifest, scorer, factory.bytes(manifest, scorer));
    if (loaded.bytes() > maxBytes) {
      factory.release(scorer);
      throw tooLarge(manifest, loaded.bytes());
    }
    lock.lock();
    try {
      if (closed) {
        factory.release(loaded.scorer());
        return;
      }
      announced.add(manifest.model());
      requests.remove(manifest.model());
      refused.remove(manifest.model());
      Held<M> successor = new Held<>(loaded, uses.incrementAndGet());
      Held<M> former = served.put(manifest.model(), successor);
      if (former == null) {
        events.loaded(manifest, loaded.bytes(), took);
      } else {
        letGo(former);
        events.swapped(former.model.manifest(), manifest, loaded.bytes(), took);
      }
      evictDownToBudget(successor);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses a model that is larger than all memory for models.
   *
   * @throws ModelRefusedException if it is
   */
  public void checkFits(ModelManifest manifest) {
    long bytes = factory.bytes(manifest);
    if (bytes > maxBytes) {
      throw tooLarge(manifest, bytes);
    }
  }

  private ModelRefusedException tooLarge(ModelManifest manifest, long bytes) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.TOO_LARGE,
        Text.of(
            "%s takes %d bytes of memory; all models together may take %d: raise that, or train it"
                + " with fewer dimensions or a smaller grid",
            manifest.label(), bytes, maxBytes));
  }

  /** Whether a model can be loaded without evicting another. */
  public boolean hasRoomFor(ModelManifest manifest) {
    Held<M> former = served.get(manifest.model());
    long freed = former == null ? 0 : former.model.bytes();
    return bytes() - freed + factory.bytes(manifest) <= maxBytes;
  }

  /** Says that a model exists and can be had on request. */
  public void announce(String model) {
    announced.add(model);
  }

  /** Whether a model exists and can be had, in memory or not. */
  public boolean isAnnounced(String model) {
    return announced.contains(model);
  }

  /** Says that a model that was announced has been found good, though it is not loaded yet. */
  public void offer(String model) {
    signalAfter(
        () -> {
          announced.add(model);
          refused.remove(model);
        });
  }

  /**
   * Says that a version of a model can't be served. A version that is served stays; if there is
   * none, those that wait for the model go on without.
   *
   * @param why a sentence for those who asked for the model
   */
  public void refuse(String model, String why) {
    signalAfter(
        () -> {
          refused.put(model, why);
          if (!served.containsKey(model)) {
            announced.remove(model);
            requests.remove(model);
          }
        });
  }

  /** Why the newest version of a model was refused; empty if it was not. */
  public Optional<String> refusal(String model) {
    return Optional.ofNullable(refused.get(model));
  }

  /** Whether there are models, and none of them can be had because all were refused. */
  public boolean refusesAll() {
    return !refused.isEmpty() && served.isEmpty() && refused.keySet().containsAll(announced);
  }

  /**
   * Waits while all models are refused.
   *
   * @return whether that has ended: there is one that can be had, or there is none at all
   */
  public boolean awaitUsable(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (refusesAll() && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !refusesAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of a model that can't be used any more; it comes from its source again on request. */
  public void lose(ModelLease<M> lease, RuntimeException why) {
    signalAfter(
        () -> {
          if (served.values().removeIf(held -> held.isOf(lease) && letGo(held))) {
            events.lost(lease.manifest(), why);
          }
        });
  }

  /** Ends the service of a model that was deleted, and forgets that it was announced. */
  public void remove(String model) {
    signalAfter(
        () -> {
          announced.remove(model);
          requests.remove(model);
          refused.remove(model);
          Held<M> held = served.remove(model);
          if (held != null) {
            letGo(held);
            events.removed(held.model.manifest());
          }
          events.deleted(model);
        });
  }

  /** Models that were asked for since the last call and are not loaded. */
  public Set<String> takeRequests() {
    Set<String> taken = new HashSet<>();
    for (String model : requests) {
      if (requests.remove(model) && !served.containsKey(model)) {
        taken.add(model);
      }
    }
    return taken;
  }

  /** The manifest that is being served, without counting as use. */
  public Optional<ModelManifest> manifest(String model) {
    return Optional.ofNullable(served.get(model)).map(held -> held.model.manifest());
  }

  /** All manifests that are being served, by model. */
  public Map<String, ModelManifest> manifests() {
    Map<String, ModelManifest> manifests = new TreeMap<>();
    served.forEach((model, held) -> manifests.put(model, held.model.manifest()));
    return manifests;
  }

  /** Bytes of the models that are being served. */
  public long bytes() {
    return served.values().stream().mapToLong(held -> held.model.bytes()).sum();
  }

  /** Lets go of all models; each is released when its last lease is closed. */
  @Override
  public void close() {
    signalAfter(
        () -> {
          closed = true;
          announced.clear();
          requests.clear();
          served.values().removeIf(held -> letGo(held));
        });
  }

  private void evictDownToBudget(Held<M> kept) {
    while (bytes() > maxBytes) {
      Held<M> oldest =
          served.values().stream()
              .filter(held -> held != kept)
              .min(Comparator.comparingLong(held -> held.lastUse.get()))
              .orElseThrow();
      served.remove(oldest.model.manifest().model());
      letGo(oldest);
      events.evicted(oldest.model.manifest(), oldest.model.bytes());
    }
  }

  private boolean letGo(Held<M> held) {
    if (held.release()) {
      factory.release(held.model.scorer());
    }
    return true;
  }

  private void signalAfter(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

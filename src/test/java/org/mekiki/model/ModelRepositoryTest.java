package org.mekiki.model;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelRepositoryTest {
  private static final long BYTES = Models.verified("x", 1).manifest().memoryBytes();

  private final Scorers scorers = new Scorers();
  private final Recorder events = new Recorder();

  private ModelRepository<Scorer> repository(long models) {
    return new ModelRepository<>(scorers, models * BYTES, events);
  }

  @Test
  void hasNothingAtFirst() {
    assertThat(repository(1).acquire("a")).isEmpty();
  }

  @Test
  void givesWhatWasPut() {
    ModelRepository<Scorer> repository = repository(2);
    repository.put(Models.verified("a", 1), Duration.ZERO);

    try (ModelLease<Scorer> lease = repository.acquire("a").orElseThrow()) {
      assertThat(lease.manifest().label()).isEqualTo("model 'a' version 1");
      assertThat(lease.scorer().released).isFalse();
    }
    assertThat(repository.bytes()).isEqualTo(BYTES);
    assertThat(repository.manifests()).containsOnlyKeys("a");
    assertThat(events.log).containsExactly("loaded a/1");
  }

  @Test
  void keepsALeasedModelUntilItsLastLeaseIsClosed() {
    ModelRepository<Scorer> repository = repository(2);
    repository.put(Models.verified("a", 1), Duration.ZERO);
    ModelLease<Scorer> first = repository.acquire("a").orElseThrow();
    ModelLease<Scorer> second = repository.acquire("a").orElseThrow();

    repository.put(Models.verified("a", 2), Duration.ZERO);

    assertThat(repository.acquire("a").orElseThrow().manifest().version()).isEqualTo(2);
    first.close();
    first.close();
    assertThat(second.scorer().released).as("one lease is still out").isFalse();
    second.close();
    assertThat(second.scorer().released).isTrue();
    assertThat(events.log).containsExactly("loaded a/1", "swapped a/1 a/2");
  }

  @Test
  void releasesAModelAtOnceThatNobodyUses() {
    ModelRepository<Scorer> repository = repository(2);
    repository.put(Models.verified("a", 1), Duration.ZERO);
    repository.remove("a");

    assertThat(repository.acquire("a")).isEmpty();
    assertThat(scorers.made.get(0).released).isTrue();
    assertThat(events.log).containsExactly("loaded a/1", "removed a/1", "deleted a");
  }

  @Test
  void tellsThatAModelIsDeletedWhichWasNeverServed() {
    repository(2).remove("refused");

    assertThat(events.log).containsExactly("deleted refused");
  }

  @Test
  void evictsWhatWasNotUsedForLongest() {
    ModelRepository<Scorer> repository = repository(2);
    repository.put(Models.verified("a", 1), Duration.ZERO);
    repository.put(Models.verified("b", 1), Duration.ZERO);
    repository.acquire("a").orElseThrow().close();

    assertThat(repository.hasRoomFor(Models.verified("c", 1).manifest())).isFalse();
    assertThat(repository.hasRoomFor(Models.verified("b", 2).manifest())).isTrue();
    repository.put(Models.verified("c", 1), Duration.ZERO);

    assertThat(repository.manifests()).containsOnlyKeys("a", "c");
    assertThat(events.log).containsExactly("loaded a/1", "loaded b/1", "loaded c/1", "evicted b/1");
    assertThat(scorers.made.get(1).released).isTrue();
  }

  @Test
  void asksForAnEvictedModelWhenAFrameNeedsIt() {
    ModelRepository<Scorer> repository = repository(1);
    repository.put(Models.verified("a", 1), Duration.ZERO);
    repository.put(Models.verified("b", 1), Duration.ZERO);

    assertThat(repository.acquire("unheard of")).isEmpty();
    assertThat(repository.acquire("a")).isEmpty();
    assertThat(repository.takeRequests()).containsExactly("a");
    assertThat(repository.takeRequests()).isEmpty();
  }

  @Test
  void refusesAModelLargerThanAllMemory() {
    ModelRepository<Scorer> repository = new ModelRepository<>(scorers, BYTES - 1, events);

    assertThatThrownBy(() -> repository.put(Models.verified("a", 1), Duration.ZERO))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage(
            "model 'a' version 1 takes "
                + BYTES
                + " bytes of memory; all models together may take "
                + (BYTES - 1)
                + ": raise that, or train it with fewer dimensions or a smaller grid");
    assertThat(scorers.made).isEmpty();
    assertThatThrownBy(() -> new ModelRepository<>(scorers, 0, events))
        .hasMessage("a model memory of 0 bytes is not valid: at least 1 is");
  }

  @Test
  void keepsTheOldModelWhenNoScorerCanBeMadeOfTheNewOne() {
    ModelRepository<Scorer> repository = repository(1);
    repository.put(Models.verified("a", 1), Duration.ZERO);
    scorers.fails = true;

    assertThatThrownBy(() -> repository.put(Models.verified("a", 2), Duration.ZERO))
        .hasMessage("no scorer today");
    assertThat(repository.acquire("a").orElseThrow().manifest().version()).isEqualTo(1);
  }

  @Test
  void waitsForAnAnnouncedModel() throws Exception {
    ModelRepository<Scorer> repository = repository(1);
    repository.announce("a");
    Future<Optional<ModelLease<Scorer>>> waiting =
        inBackground(() -> repository.acquire("a", Duration.ofSeconds(60)));
    awaitRequest(repository, "a");

    repository.put(Models.verified("a", 1), Duration.ZERO);

    assertThat(waiting.get(60, SECONDS)).isPresent();
  }

  @Test
  void stopsWaitingForAModelThatIsWithdrawn() throws Exception {
    ModelRepository<Scorer> repository = repository(1);
    repository.announce("a");
    Future<Optional<ModelLease<Scorer>>> waiting =
        inBackground(() -> repository.acquire("a", Duration.ofSeconds(60)));
    awaitRequest(repository, "a");

    repository.refuse("a", "it is none");

    assertThat(waiting.get(60, SECONDS)).isEmpty();
  }

  @Test
  void knowsWhenThereAreModelsAndAllAreRefused() throws Exception {
    ModelRepository<Scorer> repository = repository(1);
    assertThat(repository.refusesAll()).isFalse();
    repository.refuse("a", "version 3 was refused: learned from another network");
    assertThat(repository.refusesAll()).isTrue();
    assertThat(repository.awaitUsable(Duration.ofMillis(1))).isFalse();
    assertThat(repository.refusal("a"))
        .contains("version 3 was refused: learned from another network");
    assertThat(repository.refusal("b")).isEmpty();

    repository.announce("a");
    assertThat(repository.refusesAll()).as("another version is being looked at").isTrue();
    repository.offer("b");
    assertThat(repository.refusesAll()).isFalse();
    assertThat(repository.awaitUsable(Duration.ofDays(1))).isTrue();
    repository.remove("b");
    assertThat(repository.refusesAll()).isTrue();
    repository.remove("a");
    assertThat(repository.refusesAll()).isFalse();
    assertThat(repository.refusal("a")).isEmpty();
  }

  @Test
  void doesNotWaitForAModelThatNobodyAnnounced() throws Exception {
    assertThat(repository(1).acquire("a", Duration.ofDays(1))).isEmpty();
  }

  @Test
  void waitsNoLongerThanItMay() throws Exception {
    ModelRepository<Scorer> repository = repository(1);
    repository.announce("a");

    assertThat(repository.acquire("a", Duration.ofMillis(1))).isEmpty();
    assertThat(repository.awaitUsable(Duration.ofMillis(1))).isTrue();
    Future<Void> put =
        inBackground(
            () -> {
              repository.put(Models.verified("a", 1), Duration.ZERO);
              return null;
            });
    put.get(60, SECONDS); // who waited holds nothing up
    assertThat(repository.acquire("a", Duration.ZERO)).isPresent();
  }

  @Test
  void stopsWaitingWhenItIsClosed() throws Exception {
    ModelRepository<Scorer> repository = repository(1);
    repository.announce("a");
    Future<Optional<ModelLease<Scorer>>> waiting =
        inBackground(() -> repository.acquire("a", Duration.ofDays(1)));
    awaitRequest(repository, "a");

    repository.close();

    assertThat(waiting.get(60, SECONDS)).isEmpty();
    assertThat(repository.isAnnounced("a")).isFalse();
    assertThat(repository.takeRequests()).isEmpty();
  }

  @Test
  void waitsWhileAllModelsAreRefused() throws Exception {
    ModelRepository<Scorer> repository = repository(1);
    repository.refuse("a", "it is none");
    Future<Boolean> waiting = inBackground(() -> repository.awaitUsable(Duration.ofDays(1)));

    repository.offer("b");

    assertThat(waiting.get(60, SECONDS)).isTrue();
    assertThat(repository.isAnnounced("b")).isTrue();
    assertThat(repository.isAnnounced("a")).isFalse();
  }

  @Test
  void servesWhatThisMachineHasKept() {
    ModelRepository<Scorer> repository = repository(1);
    ModelManifest manifest = Models.verified("a", 4).manifest();
    assertThat(repository.recall(manifest, Duration.ZERO)).as("nothing is kept").isFalse();
    assertThat(repository.manifest("a")).isEmpty();
    scorers.kept = new Scorer();

    assertThat(repository.recall(manifest, Duration.ZERO)).isTrue();

    assertThat(repository.manifest("a")).contains(manifest);
    assertThat(repository.acquire("a").orElseThrow().scorer()).isSameAs(scorers.kept);
    assertThat(events.log).containsExactly("loaded a/4");
    ModelRepository<Scorer> small = new ModelRepository<>(scorers, BYTES - 1, events);
    assertThatThrownBy(() -> small.recall(manifest, Duration.ZERO))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("all models together may take " + (BYTES - 1));
  }

  @Test
  void releasesAScorerThatIsLargerThanAllMemory() {
    ModelRepository<Scorer> repository = repository(1);
    scorers.more = 1;

    assertThatThrownBy(() -> repository.put(Models.verified("a", 1), Duration.ZERO))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("takes " + (BYTES + 1) + " bytes of memory");
    assertThat(scorers.made).singleElement().matches(scorer -> scorer.released);
    assertThat(repository.acquire("a")).isEmpty();
  }

  @Test
  void releasesEverythingWhenClosed() {
    ModelRepository<Scorer> repository = repository(2);
    repository.put(Models.verified("a", 1), Duration.ZERO);
    repository.put(Models.verified("b", 1), Duration.ZERO);
    ModelLease<Scorer> lease = repository.acquire("b").orElseThrow();

    repository.close();
    repository.put(Models.verified("c", 1), Duration.ZERO);

    assertThat(repository.acquire("a")).isEmpty();
    assertThat(scorers.made).extracting(s -> s.released).containsExactly(true, false, true);
    lease.close();
    assertThat(scorers.made).allMatch(s -> s.released);
  }

  /** Scorers are used by four threads while two models are swapped, evicted and removed. */
  @Test
  void neverGivesAReleasedModelWhileModelsAreSwapped() throws Exception {
    ModelRepository<Scorer> repository = new ModelRepository<>(scorers, BYTES, ModelEvents.NOOP);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger used = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(4);
    List<Future<Integer>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String model = i % 2 == 0 ? "a" : "b";
      users.add(
          inBackground(
              () -> {
                int violations = 0;
                started.countDown();
                while (!stop.get()) {
                  Optional<ModelLease<Scorer>> lease = repository.acquire(model);
                  if (lease.isPresent()) {
                    violations += lease.get().scorer().use();
                    lease.get().close();
                    used.incrementAndGet();
                  }
                }
                return violations;
              }));
    }
    started.await();

    VerifiedModel a = Models.verified("a", 1);
    VerifiedModel b = Models.verified("b", 1);
    for (int round = 0; round < 20_000 || used.get() < 1000; round++) {
      repository.put(round % 3 == 0 ? b : a, Duration.ZERO);
      if (round % 7 == 0) {
        repository.remove("a");
      }
    }
    stop.set(true);

    for (Future<Integer> user : users) {
      assertThat(user.get(60, SECONDS)).as("uses of a released model").isZero();
    }
    repository.close();
    assertThat(scorers.made).as("released in the end").allMatch(s -> s.released);
    assertThat(scorers.made).as("released once").allMatch(s -> s.releases.get() == 1);
  }

  private static void awaitRequest(ModelRepository<?> repository, String model) {
    while (!repository.takeRequests().contains(model)) {
      Thread.onSpinWait();
    }
  }

  private static <T> Future<T> inBackground(Callable<T> call) {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      return executor.submit(call);
    } finally {
      executor.shutdown();
    }
  }

  private static final class Scorer {
    final AtomicInteger releases = new AtomicInteger();
    volatile boolean released;

    /** 1 if it was released before or while it is used. */
    int use() {
      boolean before = released;
      Thread.onSpinWait();
      return before || released ? 1 : 0;
    }
  }

  private static final class Scorers implements ModelFactory<Scorer> {
    final List<Scorer> made = new ArrayList<>();
    boolean fails;

    /** What {@link #recall} gives; null for nothing. */
    Scorer kept;

    /** Bytes that a scorer takes beyond what its manifest says. */
    long more;

    @Override
    public Optional<Scorer> recall(ModelManifest manifest) {
      return Optional.ofNullable(kept);
    }

    @Override
    public long bytes(ModelManifest manifest, Scorer scorer) {
      return bytes(manifest) + more;
    }

    @Override
    public Scorer create(VerifiedModel model) {
      if (fails) {
        throw new IllegalStateException("no scorer today");
      }
      Scorer scorer = new Scorer();
      made.add(scorer);
      return scorer;
    }

    @Override
    public void release(Scorer scorer) {
      scorer.released = true;
      scorer.releases.incrementAndGet();
    }
  }

  private static final class Recorder implements ModelEvents {
    final List<String> log = new ArrayList<>();

    @Override
    public void loaded(ModelManifest manifest, long bytes, Duration took) {
      log.add("loaded " + name(manifest));
    }

    @Override
    public void swapped(ModelManifest from, ModelManifest to, long bytes, Duration took) {
      log.add("swapped " + name(from) + ' ' + name(to));
    }

    @Override
    public void evicted(ModelManifest manifest, long bytes) {
      log.add("evicted " + name(manifest));
    }

    @Override
    public void removed(ModelManifest manifest) {
      log.add("removed " + name(manifest));
    }

    @Override
    public void deleted(String model) {
      log.add("deleted " + model);
    }

    private static String name(ModelManifest manifest) {
      return manifest.model() + '/' + manifest.version();
    }
  }
}

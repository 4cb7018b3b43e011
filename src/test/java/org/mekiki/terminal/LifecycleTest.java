package org.mekiki.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mekiki.Patience;

/** The order of the end. */
class LifecycleTest {
  private final Lifecycle lifecycle = new Lifecycle();
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesTheNewestFirstAndOnlyOnce() {
    lifecycle.closeAtEnd("a", () -> closed.add("a"));
    lifecycle.closeAtEnd("b", () -> closed.add("b"));
    lifecycle.close();
    lifecycle.close();
    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void closesTheOthersWhenOneFails() {
    lifecycle.closeAtEnd("a", () -> closed.add("a"));
    lifecycle.closeAtEnd(
        "b",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    lifecycle.close();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void whatOpensHalfClosesWhatItHasOpened() {
    assertThatThrownBy(
            () ->
                Lifecycle.opening(
                    parts -> {
                      parts.closeAtEnd("a", () -> closed.add("a"));
                      parts.closeAtEnd("b", () -> closed.add("b"));
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void whatOpensWhollyStaysOpen() throws InterruptedException {
    Lifecycle opened =
        Lifecycle.opening(
            parts -> {
              parts.closeAtEnd("a", () -> closed.add("a"));
              return parts;
            });
    assertThat(closed).isEmpty();
    opened.close();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void closesUndisturbedByTheInterruptThatEndedTheCommand() {
    lifecycle.closeAtEnd("a", () -> closed.add("interrupted: " + Thread.interrupted()));
    Thread.currentThread().interrupt();
    lifecycle.close();
    assertThat(closed).containsExactly("interrupted: false");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void stopDoesWhatIsToBeDoneOnceAndLaterAtOnce() {
    lifecycle.onStop(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    lifecycle.onStop(() -> closed.add("a"));
    assertThat(closed).isEmpty();
    lifecycle.stop();
    lifecycle.stop();
    assertThat(closed).containsExactly("a");
    lifecycle.onStop(() -> closed.add("b"));
    assertThat(closed).containsExactly("a", "b");
  }

  @Test
  void stopWakesWhoWaits() throws Exception {
    assertThat(lifecycle.awaitStop(Duration.ofMillis(1))).isFalse();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                lifecycle.awaitStop();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    lifecycle.stop();
    waiting.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(lifecycle.isStopping()).isTrue();
    assertThat(lifecycle.awaitStop(Duration.ofDays(1))).isTrue();
  }
}

package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.mekiki.stream.client.FramePublisher;

/** Sends planned frames as fast as they are scored, always some ahead: full load without end. */
final class Load implements AutoCloseable {
  private final Line line;
  private final PlannedFrames frames;
  private final int ahead;
  private final Queue<Acknowledgement> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicLong outcomes = new AtomicLong();
  private final Thread thread = new Thread(this::send, "load");
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /**
   * Starts to send.
   *
   * @param ahead frames that wait for their outcome, all the time
   */
  Load(Line line, long seed, int ahead) {
    this.line = line;
    this.frames = new PlannedFrames(new FramePlan(seed));
    this.ahead = ahead;
    thread.setDaemon(true);
    thread.start();
  }

  private void send() {
    try (FramePublisher publisher = FramePublisher.toFrames(line.config);
        Records<Boolean> scores =
            new Records<>(line, line.config.topics().scores().name(), entry -> true);
        Records<Boolean> letters =
            new Records<>(line, line.config.topics().deadLetters().name(), entry -> true)) {
      for (long n = 0; !stopped; n++) {
        while (!stopped && n - outcomes.get() > ahead) {
          scores.poll();
          letters.poll();
          outcomes.set(scores.size() + (long) letters.size());
        }
        long number = n;
        frames.send(
            publisher,
            number,
            (partition, offset) ->
                acknowledged.add(new Acknowledgement(number, partition, offset)));
      }
      publisher.flush();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Frames that have an outcome, as far as has been looked. */
  long outcomes() {
    return outcomes.get();
  }

  /** Waits until so many more frames have an outcome. */
  void awaitOutcomes(int more) {
    long enough = outcomes() + more;
    await()
        .failFast(() -> assertThat(failure).isNull())
        .untilAsserted(() -> assertThat(outcomes).hasValueGreaterThanOrEqualTo(enough));
  }

  /** Sends no more; gives all that the brokers have. */
  List<Acknowledgement> stop() throws InterruptedException {
    stopped = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(acknowledged);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}

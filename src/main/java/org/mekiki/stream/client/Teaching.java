package org.mekiki.stream.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.text.Text;

/**
 * One teaching run, from the side of the teaching client: sends frames to the topic of good frames,
 * spread over its partitions, then the fit command to each of them, and follows the trainer's
 * events.
 *
 * <p>Every frame carries the run's id, so that frames of a run that was given up never get into a
 * later one. Not thread-safe.
 */
public final class Teaching implements AutoCloseable {
  private final String model;
  private final String run;
  private final FramePublisher publisher;
  private final TopicFollower events;
  private final int partitions;
  private boolean heard;
  private long sent;
  private long expected;
  private long good;
  private int bits;
  private String view;

  /** What has been heard of the run. */
  public interface Listener {
    /** A frame or the run as a whole went a step further. */
    void heard(TrainingEvent event);

    /** A frame of another run, or another run as a whole, went a step further. */
    default void heardOfAnother(TrainingEvent event) {}
  }

  /**
   * Starts a run.
   *
   * @param now makes the run's id sort behind earlier ones
   */
  public Teaching(
      Map<String, Object> producer,
      Map<String, Object> consumer,
      TopicsSettings topics,
      int maxRecordBytes,
      String model,
      Instant now) {
    this(
        producer,
        consumer,
        topics,
        maxRecordBytes,
        model,
        Text.of("%013d-%.8s", now.toEpochMilli(), UUID.randomUUID()));
  }

  /** Follows a run that somebody else has started. */
  public Teaching(
      Map<String, Object> producer,
      Map<String, Object> consumer,
      TopicsSettings topics,
      int maxRecordBytes,
      String model,
      String run) {
    this.model = model;
    this.run = run;
    this.events = new TopicFollower(consumer, topics.training().name(), false);
    this.publisher = new FramePublisher(producer, topics.good().name(), maxRecordBytes);
    this.partitions = publisher.partitions();
  }

  public String run() {
    return run;
  }

  /**
   * Says how many frames will be sent, so that the run's progress can be shown.
   *
   * @param frames 1 or more
   */
  public void expect(long frames) {
    expected = frames;
  }

  /**
   * Says how many good frames the model is to learn: a trainer may choose the features by it.
   *
   * @param frames 1 or more, whether they can be read or not
   */
  public void expectGood(long frames) {
    good = frames;
  }

  /**
   * Says how many bits of samples of 16 the camera uses.
   *
   * @param used 1 to 16; 0 if that is not known
   */
  public void useBits(int used) {
    bits = used;
  }

  /**
   * Says what the model sees of a frame.
   *
   * @param json a view with all that was learned for it; null for the whole frame
   */
  public void useView(String json) {
    view = json;
  }

  /**
   * Sends one frame.
   *
   * @param role one of {@link FrameRoles}
   * @param frameId shown in events and dead letters
   */
  public void send(byte[] image, String role, String frameId, Instant capturedAt) {
    Map<String, String> headers = new HashMap<>();
    headers.put(FrameHeaders.MODEL, model);
    headers.put(FrameHeaders.RUN, run);
    headers.put(FrameHeaders.ROLE, role);
    headers.put(FrameHeaders.FRAME_ID, frameId);
    if (bits > 0) {
      headers.put(FrameHeaders.BITS, Integer.toString(bits));
    }
    if (expected > 0) {
      headers.put(FrameHeaders.RUN_FRAMES, Long.toString(expected));
    }
    headers.putAll(ofRun());
    if (view != null) {
      headers.put(FrameHeaders.VIEW, view);
    }
    int partition = (int) (sent++ % partitions);
    publisher.send(
        partition, model, image, capturedAt, headers, FramePublisher.Acknowledgement.IGNORED);
  }

  private Map<String, String> ofRun() {
    return good > 0 ? Map.of(FrameHeaders.RUN_GOOD_FRAMES, Long.toString(good)) : Map.of();
  }

  /** Frames sent so far. */
  public long sent() {
    return sent;
  }

  /**
   * Closes the run: the trainer fits what it has gathered.
   *
   * @param minimumVersion the published version is at least this
   * @param falseAlarmRate target share of good frames above the threshold; null: the trainer's
   */
  public void fit(long minimumVersion, Double falseAlarmRate) {
    publisher.flush();
    TrainingCommand command = TrainingCommand.fit(model, run, run, partitions, minimumVersion);
    if (falseAlarmRate != null) {
      command = command.withFalseAlarmRate(falseAlarmRate);
    }
    if (view != null) {
      command = command.withView(view);
    }
    broadcast(command);
  }

  /** Gives the run up: the trainer forgets what it has gathered, and publishes nothing. */
  public void cancel() {
    broadcast(TrainingCommand.cancel(model, run, partitions));
  }

  /** To each partition, behind what lies there. */
  private void broadcast(TrainingCommand command) {
    Instant now = Instant.now();
    TraceContext begun = TraceContext.begin();
    Map<String, String> headers = new HashMap<>(ofRun());
    headers.put(TraceContext.PARENT, begun.parent());
    headers.put(TraceContext.STATE, begun.state());
    for (int partition = 0; partition < partitions; partition++) {
      publisher.send(
          partition,
          model,
          command.toBytes(),
          now,
          headers,
          FramePublisher.Acknowledgement.IGNORED);
    }
    publisher.flush();
  }

  /**
   * Hands on what has come since the last call; waits a moment where nothing has.
   *
   * @return the event that ends the run, or null if it goes on
   */
  public TrainingEvent poll(Listener listener) {
    TrainingEvent end = null;
    for (TopicFollower.Entry record : events.poll()) {
      TrainingEvent event = TrainingEvent.read(record.value()).orElse(null);
      if (event == null) {
        continue;
      }
      heard = true;
      if (model.equals(record.key()) && run.equals(event.run())) {
        listener.heard(event);
        end = end == null && event.ends() ? event : end;
      } else {
        listener.heardOfAnother(event);
      }
    }
    return end;
  }

  /** Whether the trainer has been heard of, by a step of this run or another one. */
  public boolean hasHeard() {
    return heard;
  }

  /**
   * Waits for the end of the run, whatever is heard before.
   *
   * @param stop whether to wait no longer
   * @return null if it has not ended in this time
   */
  public TrainingEvent awaitEnd(Duration atMost, BooleanSupplier stop) {
    long start = System.nanoTime();
    TrainingEvent end = null;
    while (end == null && System.nanoTime() - start < atMost.toNanos() && !stop.getAsBoolean()) {
      end = poll(event -> {});
    }
    return end;
  }

  @Override
  public void close() {
    publisher.close();
    events.close();
  }
}

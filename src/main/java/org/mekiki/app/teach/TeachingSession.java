package org.mekiki.app.teach;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FrameSource;
import org.mekiki.cluster.KafkaNames;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;

/** A teaching run with a progress bar: send, fit, wait. For {@code teach} and {@code demo}. */
public final class TeachingSession implements AutoCloseable {
  private static final Duration QUIET_MESSAGE = Duration.ofSeconds(15);

  private final MekikiConfig config;
  private final Terminal terminal;
  private final String model;
  private final Teaching teaching;
  private final Progress progress;
  private long embedded;
  private long rejected;
  private long answered;
  private long signs;
  private boolean fitting;

  /**
   * Starts a run.
   *
   * @param frames how many will be sent
   */
  public TeachingSession(MekikiConfig config, Terminal terminal, String model, long frames) {
    this.config = config;
    this.terminal = terminal;
    this.model = model;
    this.teaching =
        new Teaching(
            config.kafka().producerProperties(),
            config.kafka().consumerProperties(),
            KafkaNames.training(config.topics()),
            config.topics().maxMessageBytes(),
            model,
            Instant.now());
    this.teaching.expect(frames);
    this.progress = new Progress(terminal, "teaching " + model, frames);
  }

  /** Sends all frames of a source; one that the source can't read is told of and left out. */
  public void send(FrameSource source, String role) {
    while (!terminal.lifecycle().isStopping()) {
      Optional<CapturedFrame> next;
      try {
        next = source.next();
      } catch (IOException e) {
        rejected++;
        terminal.tell("not learned: %s", e.getMessage());
        continue;
      }
      if (next.isEmpty()) {
        return;
      }
      CapturedFrame frame = next.get();
      String id = frame.frameId().orElse(Long.toString(teaching.sent()));
      teaching.send(frame.encoded(), role, id, frame.capturedAt());
    }
  }

  /**
   * Has the frames fitted and waits for the end.
   *
   * @param quiet how long to wait without a sign of the trainer
   * @return published or failed
   */
  public TrainingEvent fit(Double falseAlarmRate, Duration quiet) {
    ModelCatalog catalog =
        ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name());
    teaching.fit(catalog.nextVersion(model), falseAlarmRate);
    long lastSign = System.nanoTime();
    Duration nextMessage = QUIET_MESSAGE;
    long before = signs;
    while (!terminal.lifecycle().isStopping()) {
      TrainingEvent end = teaching.poll(this::heard);
      if (end != null) {
        progress.close();
        requireAll(end);
        return end;
      }
      long now = System.nanoTime();
      if (signs > before) {
        before = signs;
        lastSign = now;
        nextMessage = QUIET_MESSAGE;
      }
      Duration silence = Duration.ofNanos(now - lastSign);
      if (silence.compareTo(quiet) > 0) {
        throw CommandException.failed(
            String.format(
                "no sign of the trainer for %d s; is 'mekiki train' running on this cluster? The"
                    + " frames are on %s, it will fit them when it runs",
                silence.toSeconds(), config.topics().good().name()));
      }
      if (silence.compareTo(nextMessage) > 0) {
        terminal.tell(
            fitting
                ? "still fitting"
                : "waiting for the trainer; is 'mekiki train' running on this cluster?");
        nextMessage = nextMessage.plus(QUIET_MESSAGE);
      }
    }
    throw CommandException.failed("stopped while waiting for the model");
  }

  /** Every frame that was sent has been learned or rejected, or something has eaten it. */
  private void requireAll(TrainingEvent end) {
    long missing = teaching.sent() - answered;
    if (end.event() == TrainingEvent.Kind.PUBLISHED && missing > 0) {
      throw CommandException.failed(
          String.format(
              "version %d of model '%s' was published, but %d of the %d frames that were sent are"
                  + " neither learned nor rejected; does %s keep its records long enough ('mekiki"
                  + " topics --check')? Roll it back by 'mekiki models rollback %s', or teach"
                  + " again",
              end.version(),
              model,
              missing,
              teaching.sent(),
              config.topics().good().name(),
              model));
    }
  }

  private void heard(TrainingEvent event) {
    signs++;
    switch (event.event()) {
      case EMBEDDED -> {
        embedded++;
        answered++;
        progress.to(embedded + rejected);
      }
      case REJECTED -> {
        rejected++;
        answered++;
        progress.to(embedded + rejected);
        terminal.tell("not learned: %s: %s", event.frameId(), event.message());
      }
      case FITTING -> {
        fitting = true;
        terminal.tell("all %d frames are in, fitting", event.frames());
        if (event.message() != null) {
          terminal.tell("%s", event.message());
        }
      }
      case QUEUED -> terminal.tell("all frames are in; %s", event.message());
      case PUBLISHED, FAILED, CANCELLED -> {}
    }
  }

  /** Frames that could not be learned. */
  long rejected() {
    return rejected;
  }

  /** The published manifest. */
  public ModelManifest manifest(long version) {
    return published(config, model, version);
  }

  /**
   * The manifest of a version that the trainer says is published.
   *
   * @throws CommandException if it is not on the topic
   */
  public static ModelManifest published(MekikiConfig config, String model, long version) {
    String topic = config.topics().models().name();
    return ModelCatalog.read(config.kafka().consumerProperties(), topic)
        .kept(model, version)
        .orElseThrow(
            () ->
                CommandException.failed(
                    String.format(
                        "model '%s' version %d was published, but is not on %s: it is gone already,"
                            + " or behind a transaction that somebody left open",
                        model, version, topic)));
  }

  @Override
  public void close() {
    progress.close();
    teaching.close();
  }
}

package org.mekiki.app.teach;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FrameSource;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A teaching run with a progress bar: send, fit, wait. For {@code teach} and {@code demo}. */
public final class TeachingSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TeachingSession.class);

  /** Less than what is left of a process after a signal. */
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);

  private final MekikiConfig config;
  private final Terminal terminal;
  private final String model;
  private final Teaching teaching;
  private final Progress progress;
  private long offered;
  private long embedded;
  private long rejected;
  private long answered;
  private boolean fitting;
  private boolean complete;

  /**
   * Starts a run.
   *
   * @param good number of good frames that the model is to learn
   * @param frames number of all frames that will be sent
   */
  public TeachingSession(
      MekikiConfig config, Terminal terminal, String model, long good, long frames) {
    this.config = config;
    this.terminal = terminal;
    this.model = model;
    this.teaching =
        new Teaching(
            config.kafka().producerProperties(),
            config.kafka().consumerProperties(),
            config.topics(),
            config.topics().maxMessageBytes(),
            model,
            Instant.now());
    this.teaching.expect(frames);
    this.teaching.expectGood(good);
    terminal.lifecycle().lookedFor();
    this.progress = new Progress(terminal, "teaching " + model, frames);
  }

  /**
   * Says how many bits of samples of 16 the camera uses.
   *
   * @param bits 1 to 16; 0 if that is not known
   */
  void useBits(int bits) {
    teaching.useBits(bits);
  }

  /** Says what the model sees of a frame. */
  public void useView(View view) {
    teaching.useView(ViewJson.text(view));
  }

  /** Sends all frames of a source; one that the source can't read is told of and left out. */
  public void send(FrameSource source, String role) {
    send(source, role, frame -> true);
  }

  /**
   * As the other one, but for some frames.
   *
   * @param wanted whether a frame is sent, asked for each in turn
   */
  void send(FrameSource source, String role, Predicate<CapturedFrame> wanted) {
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
      String id = frame.frameId().orElse(Long.toString(offered));
      offered++;
      if (wanted.test(frame)) {
        teaching.send(frame.encoded(), role, id, frame.capturedAt());
      }
    }
  }

  /**
   * Has the frames fitted and waits for the end.
   *
   * @param quiet how long to wait without a sign of the trainer
   * @return published, failed or cancelled
   * @throws CommandException if the command is asked to end: the run is cancelled then
   */
  public TrainingEvent fit(Double falseAlarmRate, Duration quiet) {
    if (terminal.lifecycle().isStopping()) {
      throw cancelled();
    }
    ModelCatalog catalog =
        ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name());
    teaching.fit(catalog.nextVersion(model), falseAlarmRate);
    complete = true;
    TrainerSilence silence = new TrainerSilence(now());
    while (!terminal.lifecycle().isStopping()) {
      TrainingEvent end = teaching.poll(told(silence));
      if (end != null) {
        progress.close();
        requireAll(end);
        return end;
      }
      Duration lasts = silence.lasts(now());
      if (lasts.compareTo(quiet) > 0) {
        throw CommandException.failed(
            Text.of(
                "no sign of the trainer for %d s; is 'mekiki train' running on this cluster? The"
                    + " frames are on %s, it will fit them when it runs",
                lasts.toSeconds(), config.topics().good().name()));
      }
      silence.message(fitting, now()).ifPresent(message -> terminal.tell("%s", message));
    }
    throw cancelled();
  }

  private Teaching.Listener told(TrainerSilence silence) {
    return new Teaching.Listener() {
      @Override
      public void heard(TrainingEvent event) {
        silence.heard(now());
        TeachingSession.this.heard(event);
      }

      @Override
      public void heardOfAnother(TrainingEvent event) {
        silence.heardOfAnother(event, now());
      }
    };
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }

  /** Gives the run up, and says what came of that. */
  private CommandException cancelled() {
    complete = true;
    terminal.tell("cancelling run %s of model '%s'", teaching.run(), model);
    teaching.cancel();
    TrainingEvent end = teaching.awaitEnd(CANCEL_PATIENCE, () -> false);
    if (end == null) {
      return CommandException.failed(
          Text.of(
              "stopped; the trainer has not answered within %d s, and will give up run %s after the"
                  + " frames that were sent, %d: the next teaching waits for that",
              CANCEL_PATIENCE.toSeconds(), teaching.run(), teaching.sent()));
    }
    return CommandException.failed(
        end.event() == TrainingEvent.Kind.PUBLISHED
            ? Text.of(
                "stopped, but version %d of model '%s' was published before; 'mekiki models"
                    + " rollback %s' goes back",
                end.version(), model, model)
            : "stopped: run "
                + teaching.run()
                + " is cancelled, its frames are forgotten and no model was published");
  }

  /** Every frame that was sent has been learned or rejected, or something has eaten it. */
  private void requireAll(TrainingEvent end) {
    long missing = teaching.sent() - answered;
    if (end.event() == TrainingEvent.Kind.PUBLISHED && missing > 0) {
      throw CommandException.failed(
          Text.of(
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
        terminal.tell(
            event.frames() == 1 ? "the frame is in, fitting" : "all %d frames are in, fitting",
            event.frames());
        if (event.message() != null) {
          terminal.tell("%s", event.message());
        }
      }
      case QUEUED -> terminal.tell("all frames are in; %s", event.message());
      case PUBLISHED, FAILED, CANCELLED -> {}
    }
  }

  public String run() {
    return teaching.run();
  }

  /** Frames that could not be learned. */
  long rejected() {
    return rejected;
  }

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
                    Text.of(
                        "model '%s' version %d was published, but is not on %s: it is gone already,"
                            + " or behind a transaction that somebody left open",
                        model, version, topic)));
  }

  /** A run that did not get as far as its fit is given up. */
  @Override
  public void close() {
    progress.close();
    try {
      if (!complete) {
        teaching.cancel();
      }
    } catch (KafkaException e) {
      LOG.debug("run {} could not be cancelled, it will expire", teaching.run(), e);
    } finally {
      teaching.close();
    }
  }
}

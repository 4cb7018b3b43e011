package org.mekiki.app.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.mekiki.app.teach.TeachingSession;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.choice.BackbonePrecision;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Text;

/** What {@code bench} measures of a training service that runs. */
final class BenchTeaching {
  /**
   * Frames that are sent and not embedded yet, at most: over half a second of work, two commits.
   */
  private static final int AHEAD = 64;

  private static final int RUNS = 3;
  private static final int WARM_UP_FRAMES = 100;

  private final BenchFigures figures;
  private final MekikiConfig config;
  private final List<byte[]> pictures;

  record Taught(double millisPerFrame, double fitMillis, List<String> facts) {}

  BenchTeaching(BenchFigures figures, MekikiConfig config, List<byte[]> pictures) {
    this.figures = figures;
    this.config = config;
    this.pictures = pictures;
  }

  /**
   * Teaches for a while, then measures runs of the same size, and notes their medians.
   *
   * @param warmUp of scoring; half of it will do here, because models were taught before
   */
  void run(String model, int good, Duration warmUp) {
    long start = System.nanoTime();
    while (BenchFigures.millisSince(start) < warmUp.toMillis() / 2.0) {
      teach(model, warmUpFrames(good, config));
    }
    List<Taught> runs = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      runs.add(teach(model, good));
    }
    figures.add("teach, a frame", median(runs, Taught::millisPerFrame));
    figures.add("fit and publish", median(runs, Taught::fitMillis));
    figures.facts().addAll(runs.get(RUNS - 1).facts());
  }

  private static double median(List<Taught> runs, ToDoubleFunction<Taught> figure) {
    return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
  }

  /**
   * Teaches a model; measures it from the second frame on, and the fit. Memory is looked at before
   * the fit, whose time begins after the collection that this takes.
   */
  Taught teach(String model, int good) {
    try (Teaching teaching =
        new Teaching(
            config.kafka().producerProperties(),
            config.kafka().consumerProperties(),
            config.topics(),
            config.topics().maxMessageBytes(),
            model,
            Instant.now())) {
      teaching.expectGood(good);
      figures.terminal().tell("teaching %s with %d frames over the broker", model, good);
      TeachingTimes times = new TeachingTimes();
      embed(teaching, times, good);
      List<String> facts = new ArrayList<>();
      facts.add("with " + good + " good frames not yet fitted: " + ProcessMemory.afterCollection());
      long fit = System.nanoTime();
      teaching.fit(1, null);
      TrainingEvent end = awaitEnd(teaching, times);
      double fitMillis = BenchFigures.millisSince(fit);
      if (end.event() != TrainingEvent.Kind.PUBLISHED) {
        throw CommandException.failed("no model was published: " + end.message());
      }
      facts.add(
          Text.of(
              "the last fit: %.1f s until all tiles were complete, %.1f s from then on",
              (times.fitting - fit) / 1e9, BenchFigures.millisSince(times.fitting) / 1e3));
      facts.add(size(model, end.version()));
      return new Taught(times.millisPerFrame(), fitMillis, facts);
    }
  }

  private String size(String model, long version) {
    ModelManifest manifest = TeachingSession.published(config, model, version);
    return Text.of(
        "model on the topic: %.1f MB in %d chunks, %s",
        manifest.chunks().totalBytes() / 1e6,
        manifest.chunks().count(),
        config.padim().modelPrecision().label());
  }

  /** Of a run that is not timed: as few as do, since each takes its time. */
  static int warmUpFrames(int good, MekikiConfig config) {
    return Math.min(good, Math.max(WARM_UP_FRAMES, firstFrames(config)));
  }

  /** Good frames that have to be there before any is learned. */
  static int firstFrames(MekikiConfig config) {
    boolean int8 = config.train().backbonePrecision() == BackbonePrecision.INT8;
    return int8 ? config.train().backboneFrames() : 1;
  }

  /**
   * The first frame finds threads without partitions; it is awaited, and not timed. None is learned
   * before there are enough to make a network by.
   */
  private void embed(Teaching teaching, TeachingTimes times, int good) {
    long deadline = BenchFigures.deadline();
    int first = firstFrames(config);
    for (int sent = 0; times.embedded.size() < good; ) {
      int ahead = times.embedded.isEmpty() ? first : Math.max(first, AHEAD);
      while (sent < good && sent - times.embedded.size() < ahead) {
        byte[] picture = pictures.get(sent % pictures.size());
        teaching.send(picture, FrameRoles.TRAIN, Integer.toString(sent++), Instant.now());
      }
      teaching.poll(times::heard);
      figures.failIfOver(deadline, "the trainer did not embed all frames");
    }
  }

  private TrainingEvent awaitEnd(Teaching teaching, TeachingTimes times) {
    long deadline = BenchFigures.deadline();
    TrainingEvent end = null;
    while (end == null) {
      end = teaching.poll(times::heard);
      figures.failIfOver(deadline, "the trainer did not finish");
    }
    return end;
  }

  private static final class TeachingTimes {
    private final List<Long> embedded = new ArrayList<>();
    private long fitting;

    void heard(TrainingEvent event) {
      if (event.event() == TrainingEvent.Kind.EMBEDDED) {
        embedded.add(System.nanoTime());
      } else if (event.event() == TrainingEvent.Kind.FITTING) {
        fitting = System.nanoTime();
      } else if (event.event() == TrainingEvent.Kind.REJECTED) {
        throw CommandException.failed("a frame was not learned: " + event.message());
      }
    }

    /**
     * From the first tenth on, when all steps are at work: frames are heard of with a commit, and
     * the time would otherwise begin and end with an idle service. Of less than 100 frames there is
     * no such time, and all count from the first on.
     */
    double millisPerFrame() {
      int from = embedded.size() < 100 ? 0 : embedded.size() / 10;
      int last = embedded.size() - 1;
      return (embedded.get(last) - embedded.get(from)) / 1e6 / (last - from);
    }
  }
}

package org.mekiki.app;

import java.time.Instant;
import java.util.List;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.FrameRoles;
import org.mekiki.stream.Teaching;
import org.mekiki.stream.TrainingEvent;
import org.mekiki.stream.models.ModelCatalog;

/** What {@code bench} measures of a training service that runs. */
final class BenchTeaching {
  private final BenchFigures figures;
  private final MekikiConfig config;
  private final List<byte[]> pictures;

  BenchTeaching(BenchFigures figures, MekikiConfig config, List<byte[]> pictures) {
    this.figures = figures;
    this.config = config;
    this.pictures = pictures;
  }

  /**
   * Teaches a model; measures it from the second frame on, and the fit. Memory is looked at before
   * the fit, whose time begins after the collection that this takes.
   */
  void teach(String model, int good) {
    try (Teaching teaching =
        new Teaching(
            config.kafka().producerProperties(),
            config.kafka().consumerProperties(),
            KafkaNames.training(config.topics()),
            config.topics().maxMessageBytes(),
            model,
            Instant.now())) {
      figures.terminal().tell("teaching %s with %d frames over the broker", model, good);
      // The first frame finds threads without partitions; it is not timed.
      teaching.send(pictures.get(0), FrameRoles.TRAIN, "0", Instant.now());
      TeachingTimes times = new TeachingTimes();
      await(teaching, times, 1);
      long start = System.nanoTime();
      for (int i = 1; i < good; i++) {
        byte[] picture = pictures.get(i % pictures.size());
        teaching.send(picture, FrameRoles.TRAIN, Integer.toString(i), Instant.now());
      }
      await(teaching, times, good);
      figures.add("teach, a frame", (times.lastEmbedded - start) / 1e6 / (good - 1));
      figures
          .facts()
          .add("with " + good + " good frames not yet fitted: " + ProcessMemory.afterCollection());
      long fit = System.nanoTime();
      teaching.fit(1, null);
      TrainingEvent end = await(teaching, times, Integer.MAX_VALUE);
      if (end.event() != TrainingEvent.Kind.PUBLISHED) {
        throw CommandException.failed("no model was published: " + end.message());
      }
      figures.add("fit and publish", BenchFigures.millisSince(fit));
      figures
          .facts()
          .add(
              String.format(
                  "fit of %s: %.1f s until all tiles were complete, %.1f s from then on",
                  model,
                  (times.fitting - fit) / 1e9,
                  BenchFigures.millisSince(times.fitting) / 1e3));
      ModelManifest manifest =
          ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name())
              .kept(model, end.version())
              .orElseThrow();
      figures
          .facts()
          .add(
              String.format(
                  "model on the topic: %.1f MB in %d chunks, %s",
                  manifest.chunks().totalBytes() / 1e6,
                  manifest.chunks().count(),
                  config.padim().modelPrecision().text()));
    }
  }

  private static final class TeachingTimes {
    private int embedded;
    private long lastEmbedded;
    private long fitting;

    void heard(TrainingEvent event) {
      if (event.event() == TrainingEvent.Kind.EMBEDDED) {
        embedded++;
        lastEmbedded = System.nanoTime();
      } else if (event.event() == TrainingEvent.Kind.FITTING) {
        fitting = System.nanoTime();
      } else if (event.event() == TrainingEvent.Kind.REJECTED) {
        throw CommandException.failed("a frame was not learned: " + event.message());
      }
    }
  }

  /** Until so many frames are embedded, or the run has ended: then its last event. */
  private TrainingEvent await(Teaching teaching, TeachingTimes times, int embedded) {
    long deadline = BenchFigures.deadline();
    while (times.embedded < embedded) {
      TrainingEvent end = teaching.poll(times::heard);
      if (end != null) {
        return end;
      }
      figures.failIfOver(deadline, "the trainer did not finish");
    }
    return null;
  }
}

package org.mekiki.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.PadimModel;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelDownload;
import org.mekiki.stream.training.message.TrainingEvent;

/** Teaches models of known pictures, and fetches them again. */
final class Teacher {
  static final int PICTURES = 24;
  private static final int SEEDS_APART = 10_000;

  private final Line line;

  Teacher(Line line) {
    this.line = line;
  }

  /**
   * Teaches one set of pictures and waits for the model.
   *
   * @param set which pictures
   * @return its version
   * @throws IllegalStateException if none was published in this time
   */
  long teach(String model, int set, Duration atMost) {
    return teach(model, set, new TimeAtWork(atMost, () -> true));
  }

  /** The same with a time that need not pass all the while. */
  long teach(String model, int set, TimeAtWork patience) {
    try (Teaching teaching = begin(model)) {
      send(teaching, set, 0, PICTURES);
      teaching.fit(1, null);
      return published(teaching, patience).version();
    }
  }

  /** Begins a run, from this side. */
  Teaching begin(String model) {
    return new Teaching(
        line.config.kafka().producerProperties(),
        line.config.kafka().consumerProperties(),
        line.config.topics(),
        line.config.topics().maxMessageBytes(),
        model,
        Instant.now());
  }

  /** Sends a part of a set. */
  static void send(Teaching teaching, int set, int from, int to) {
    for (int n = from; n < to; n++) {
      teaching.send(
          Pictures.good((set + 1L) * SEEDS_APART + n), FrameRoles.TRAIN, "t" + n, Instant.now());
    }
  }

  /**
   * Waits for the end of a run, which has to be a model.
   *
   * @throws IllegalStateException if it is none
   */
  static TrainingEvent published(Teaching teaching, TimeAtWork patience) {
    TrainingEvent end = end(teaching, patience);
    if (end.event() != TrainingEvent.Kind.PUBLISHED) {
      throw new IllegalStateException(
          "run " + teaching.run() + " ended as " + end.event() + ": " + end.message());
    }
    return end;
  }

  /** Waits for the end of a run, whatever it is. */
  static TrainingEvent end(Teaching teaching, TimeAtWork patience) {
    while (!patience.isOver()) {
      TrainingEvent end = teaching.poll(event -> {});
      if (end != null) {
        return end;
      }
    }
    throw new IllegalStateException(
        "run " + teaching.run() + " has no end within " + patience.used().toSeconds() + " s");
  }

  ModelCatalog catalog() {
    return ModelCatalog.read(
        line.config.kafka().consumerProperties(), line.config.topics().models().name());
  }

  Optional<ModelManifest> kept(String model, long version) {
    return catalog().kept(model, version);
  }

  PadimModel fetch(ModelManifest manifest) {
    try (ModelDownload download =
        new ModelDownload(
            line.config.kafka().consumerProperties(), line.config.topics().models().name())) {
      return download.fetch(manifest, ModelAssembler.of(line.graph().backbone())).model();
    }
  }
}

package org.mekiki.stream.training;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.view.View;
import org.mekiki.view.ViewException;
import org.mekiki.view.ViewJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With what each accumulation is made: the trainer's own settings, or where the run has a view,
 * those for the size of its canvas. For one task.
 */
final class RunSettings {
  private static final Logger LOG = LoggerFactory.getLogger(RunSettings.class);

  private final TrainingParts parts;
  private final Each own;
  private final Map<String, Each> viewed = new HashMap<>();

  /** The view that was read last, and its text: all frames of a run have the same. */
  private String text = "";

  private Viewed last;

  /** Settings, and how their embeddings are sent to the tiles. */
  record Each(TrainingSettings settings, TileEmbeddings tiles) {
    static Each of(TrainingSettings settings) {
      return new Each(settings, new TileEmbeddings(settings));
    }

    Tiling tiling() {
      return settings.tiling();
    }
  }

  /** A view, as a step that embeds frames needs it. */
  record Viewed(View view, String fingerprint, FrameEmbedder embedder) {}

  RunSettings(TrainingParts parts) {
    this.parts = parts;
    this.own = Each.of(parts.settings());
  }

  /** Those of an accumulation. */
  Each of(String accumulation) {
    String fingerprint = Accumulation.parse(accumulation).settings();
    Each found = viewed.get(fingerprint);
    if (found == null) {
      found = parts.views().settings(fingerprint).map(Each::of).orElse(own);
      viewed.put(fingerprint, found);
    }
    return found;
  }

  /**
   * Those of an accumulation, as far as they are needed to end it: the trainer's own, where its
   * network has been changed since for one that doesn't take the size of the run's view. Never
   * throws: ending a run must not fail.
   */
  Each toEnd(String accumulation) {
    try {
      return of(accumulation);
    } catch (RuntimeException e) {
      LOG.warn(
          "run '{}' ends without its own settings: the trainer can't make them any more, since its"
              + " network was changed perhaps: {}",
          accumulation,
          e.getMessage());
      return own;
    }
  }

  /** Number of tiles of an accumulation. */
  int tiles(String accumulation) {
    return of(accumulation).tiling().tiles();
  }

  /**
   * A view that came with a frame or a command.
   *
   * @param json null if none came
   * @param otherwise what is wrong with the record if the view is
   * @throws UnscorableException if it can't be used
   */
  Optional<Viewed> view(String json, Rejection otherwise) {
    if (json == null) {
      return Optional.empty();
    }
    if (!json.equals(text)) {
      last = read(json, otherwise);
      text = json;
    }
    return Optional.of(last);
  }

  private Viewed read(String json, Rejection otherwise) {
    if (parts.int8().isPresent()) {
      throw new UnscorableException(
          otherwise,
          "models with a view keep their network in float32, but this trainer makes networks in"
              + " int8: set train.backbone.precision = float32");
    }
    try {
      View view = ViewJson.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return new Viewed(view, parts.views().fingerprint(view), parts.views().embedder(view));
    } catch (ViewException e) {
      throw new UnscorableException(
          otherwise, "the view can't be used: " + String.join("; ", e.problems()), e);
    } catch (IllegalArgumentException e) {
      throw new UnscorableException(otherwise, "the view can't be used: " + e.getMessage(), e);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) { // whatever a network says to a size
      throw new UnscorableException(otherwise, "the view can't be used: " + e, e);
    }
  }
}

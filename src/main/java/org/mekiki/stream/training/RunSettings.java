package org.mekiki.stream.training;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.feature.AutoDimensions;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.run.RunRefusedException;
import org.mekiki.text.Text;
import org.mekiki.view.View;
import org.mekiki.view.ViewException;
import org.mekiki.view.ViewJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With what each accumulation is made: the trainer's own settings, or where the run has a view,
 * those for the size of its canvas; where D depends on it, those for many frames. For one task.
 */
final class RunSettings {
  private static final Logger LOG = LoggerFactory.getLogger(RunSettings.class);

  /** How the settings of an accumulation end whose run says that it has many good frames. */
  private static final String MANY = "-many";

  private static final int LONGEST_SHOWN = 40;

  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

  private final TrainingParts parts;
  private final Each own;
  private final Map<String, Each> others = new HashMap<>();

  /** What was read last: all frames of a run say the same. */
  private Said said = new Said(null, false);

  private Optional<Other> last = Optional.empty();

  /** What a record says of its run's settings. */
  private record Said(String view, boolean many) {}

  /** Settings, and how their embeddings are sent to the tiles. */
  record Each(TrainingSettings settings, TileEmbeddings tiles) {
    static Each of(TrainingSettings settings) {
      return new Each(settings, new TileEmbeddings(settings));
    }

    Tiling tiling() {
      return settings.tiling();
    }
  }

  /** Settings other than the trainer's own, as a step that embeds frames needs them. */
  record Other(String fingerprint, FrameEmbedder embedder) {}

  RunSettings(TrainingParts parts) {
    this.parts = parts;
    this.own = Each.of(parts.settings());
  }

  /**
   * Those of an accumulation.
   *
   * @throws RunRefusedException if the network has been changed and doesn't take the run's view
   */
  Each of(String accumulation) {
    String fingerprint = Accumulation.parse(accumulation).settings();
    Each found = others.get(fingerprint);
    if (found == null) {
      TrainingSettings base = sized(fingerprint).orElse(parts.settings());
      TrainingSettings made = base.forFrames(isOfMany(fingerprint) ? AutoDimensions.ENOUGH : 0);
      found = made == parts.settings() ? own : Each.of(made);
      others.put(fingerprint, found);
    }
    return found;
  }

  private Optional<TrainingSettings> sized(String fingerprint) {
    try {
      return parts.views().settings(sizeOf(fingerprint));
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(
          RunFailure.VIEW_REFUSED,
          "the trainer's network doesn't take the view of this run any more: "
              + e.getMessage()
              + "; teach again, with another view or the former network",
          e);
    }
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
      LOG.warn("run '{}' ends without its own settings: {}", accumulation, e.getMessage());
      return own;
    }
  }

  /** Whether the run has said that it has many good frames, and that counts. */
  static boolean isOfMany(String fingerprint) {
    return fingerprint.endsWith(MANY);
  }

  private static String sizeOf(String fingerprint) {
    return isOfMany(fingerprint)
        ? fingerprint.substring(0, fingerprint.length() - MANY.length())
        : fingerprint;
  }

  /**
   * How many features an accumulation has, where that depends on the run's good frames; empty where
   * it is fixed.
   *
   * @param frames that were learned
   */
  Optional<String> aboutDimensions(String accumulation, long frames) {
    if (parts.settings().ofManyFrames().isEmpty()) {
      return Optional.empty();
    }
    boolean many = isOfMany(Accumulation.parse(accumulation).settings());
    TrainingSettings made = of(accumulation).settings();
    String text =
        AutoDimensions.text(
            many ? AutoDimensions.ENOUGH : 0,
            made.embedding().reduction(),
            made.backbone().channels());
    return Optional.of(
        many || frames < AutoDimensions.ENOUGH
            ? text
            : Text.of(
                "%s, but this run's records did not say in %s that it has %d",
                text, FrameHeaders.RUN_GOOD_FRAMES, frames));
  }

  /** Number of tiles of an accumulation. */
  int tiles(String accumulation) {
    return of(accumulation).tiling().tiles();
  }

  /**
   * The settings that a frame or a command asks for; empty for the trainer's own.
   *
   * @param view as JSON; null if none came
   * @param goodFrames number of them, as text; null if none came
   * @param otherwise what is wrong with the record if one can't be used
   * @throws UnscorableException if one can't be used
   */
  Optional<Other> other(String view, String goodFrames, Rejection otherwise) {
    boolean many =
        number(goodFrames, otherwise) >= AutoDimensions.ENOUGH
            && parts.settings().ofManyFrames().isPresent();
    Said now = new Said(view, many);
    if (!now.equals(said)) {
      last = read(now, otherwise);
      said = now;
    }
    return last;
  }

  private static int number(String goodFrames, Rejection otherwise) {
    if (goodFrames == null) {
      return 0;
    }
    if (!NUMBER.matcher(goodFrames).matches()) {
      throw new UnscorableException(
          otherwise,
          Text.of(
              "%s is '%s'; valid: the number of good frames of the run, 1 to 999999999, the same"
                  + " in all of its records",
              FrameHeaders.RUN_GOOD_FRAMES, Text.cut(goodFrames, LONGEST_SHOWN)));
    }
    return Integer.parseInt(goodFrames);
  }

  private Optional<Other> read(Said now, Rejection otherwise) {
    if (now.view != null) {
      return Optional.of(viewed(now, otherwise));
    }
    return now.many ? Optional.of(wholeOfMany()) : Optional.empty();
  }

  private Other wholeOfMany() {
    TrainingSettings made = parts.settings().forFrames(AutoDimensions.ENOUGH);
    PatchEmbedder embedder = new PatchEmbedder(made.backbone().features(), made.embedding());
    return new Other(made.fingerprint() + MANY, parts.embedder().with(embedder));
  }

  private Other viewed(Said now, Rejection otherwise) {
    if (parts.int8().isPresent()) {
      throw new UnscorableException(
          otherwise,
          "models with a view keep their network in float32, but this trainer makes networks in"
              + " int8: set train.backbone.precision = float32");
    }
    try {
      View view = ViewJson.read(now.view.getBytes(StandardCharsets.UTF_8));
      long frames = now.many ? AutoDimensions.ENOUGH : 0;
      String fingerprint = parts.views().fingerprint(view, frames) + (now.many ? MANY : "");
      return new Other(fingerprint, parts.views().embedder(view, frames));
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

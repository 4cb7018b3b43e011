package org.mekiki.app.teach;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.mekiki.app.common.SightMeasurement;
import org.mekiki.evaluate.OrderedWork;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Variations;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.view.align.Pose;

/**
 * A model like one that was published, of its good frames without a few. On these it shows what the
 * published one, which knows them, would find on frames that it does not know.
 */
final class SecondModel {
  /** A tenth of the default: this runs beside much else, and reading them again costs little. */
  private static final long EMBEDDING_BYTES = 24L << 20;

  /** Of false alarms; a group's factor depends little on it, and its threshold is not used. */
  private static final double ANY_RATE = 0.02;

  /** Factors in float32: of each row of patches, joined, and rounded. */
  private static final int FACTORS = 3;

  /** Embeddings that wait: for a batch, for being left out, and copies. */
  private static final int WAITING = 3;

  /** Long arrays leave gaps in a heap. */
  private static final double GAPS = 1.5;

  private final InspectionModel like;
  private final Padim padim;
  private final SightMeasurement sight;
  private final ImageDecoder decoder;

  /**
   * Nothing is learned yet.
   *
   * @param published what is known of the other one
   * @param like the other one
   * @throws NotLearnedException if it says how it was made in words of another release
   */
  SecondModel(
      ModelManifest published, InspectionModel like, SightMeasurement sight, ImageDecoder decoder) {
    this.like = like;
    try {
      Regularization same = Regularization.parse(published.training().regularization());
      this.padim = like.padim().untaught(same, threshold(published, same), EMBEDDING_BYTES);
    } catch (IllegalArgumentException e) {
      throw new NotLearnedException(e.getMessage(), e);
    }
    this.sight = sight;
    this.decoder = decoder;
  }

  /**
   * The published threshold, chosen in a way that groups are told apart, and a share of the common
   * distance taken off, where that is so for the published model.
   */
  private static Threshold threshold(ModelManifest published, Regularization same) {
    Calibration known = published.calibration();
    if (known.groups().exist()) {
      return Thresholds.quantile(ANY_RATE);
    }
    return same.levelled() && known.common().share() == 0
        ? Thresholds.chiSquare(ANY_RATE, published.dimensions())
        : Thresholds.manual(known.threshold());
  }

  /** A second model can't be made. */
  static final class NotLearnedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotLearnedException(String message, Exception cause) {
      super(message, cause);
    }
  }

  /** Memory that learning takes, roughly: with less the process would end. */
  static long bytes(ModelManifest published) {
    long patches = published.grid().patches();
    int dimensions = published.dimensions();
    long gaussians = patches * RunningGaussian.bytesPerPatch(dimensions);
    long factors = FACTORS * patches * PatchGaussians.triangle(dimensions) * Float.BYTES;
    return (long) (GAPS * (gaussians + factors + WAITING * EMBEDDING_BYTES));
  }

  /**
   * Learns frames. Those that can't be read or aligned are left out, as the trainer leaves them
   * out.
   *
   * @param threads that look at frames, at least 1
   * @throws NotLearnedException if they are too few, or hardly differ
   */
  Padim learn(SightFrames.Others others, SightMeasurement.Steps steps, int threads) {
    steps.beginLearning(others.count());
    int copies = Variations.worthMaking(others.count());
    Iterator<byte[]> frames = others.frames().iterator();
    try (OrderedWork<byte[], Optional<GoodEmbedding>> work =
        new OrderedWork<>(
            frames,
            frame -> {
              Optional<GoodEmbedding> good = embed(frame, copies);
              steps.step();
              return good;
            },
            threads)) {
      Iterator<GoodEmbedding> good =
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(work, 0), false)
              .flatMap(Optional::stream)
              .iterator();
      padim.trainOnGood(() -> good);
      return padim;
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      throw new NotLearnedException("a second model can't be made: " + e.getMessage(), e);
    }
  }

  private Optional<GoodEmbedding> embed(byte[] frame, int copies) {
    try {
      Picture picture = sight.decode(decoder, frame);
      return like.viewer().locate(picture) instanceof Pose.Found pose
          ? Optional.of(padim.embedGood(like.viewer().see(picture, pose).tensor(), copies))
          : Optional.empty();
    } catch (ImageException e) {
      return Optional.empty();
    }
  }
}

package org.mekiki.app.teach;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.mekiki.app.common.SightMeasurement;
import org.mekiki.evaluate.OrderedWork;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.text.Text;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;

/**
 * A model like one that was published, with Gaussians of its good frames without a few. On these it
 * shows what the published one, which knows them, would find on frames that it does not know. All
 * else is the published model's: threshold, groups of good frames, what is taken off distances.
 */
final class SecondModel {
  /** With fewer there is nothing to learn from. */
  private static final int FEWEST = 8;

  /** Enough to tell how loud each patch is; all of them wait on disk meanwhile. */
  private static final int LEFT_OUT = 200;

  /** A tenth of the default: this runs beside much else, and reading them again costs little. */
  private static final long EMBEDDING_BYTES = 24L << 20;

  /** Factors in float32: of each row of patches, joined, and rounded. */
  private static final int FACTORS = 3;

  /** Embeddings that wait: for a batch, for being left out, and copies. */
  private static final int WAITING = 3;

  /** Long arrays leave gaps in a heap. */
  private static final double GAPS = 1.5;

  private final ModelManifest published;
  private final Viewer viewer;
  private final Padim padim;

  /**
   * Nothing is learned yet.
   *
   * @param published what is known of the other one
   * @param like the other one
   * @throws NotLearnedException if it says how it was made in words of another release
   */
  SecondModel(ModelManifest published, InspectionModel like) {
    this.published = published;
    this.viewer = like.viewer();
    try {
      Regularization same = Regularization.parse(published.training().regularization());
      this.padim = like.padim().untaught(same, LEFT_OUT, EMBEDDING_BYTES);
    } catch (IllegalArgumentException e) {
      throw new NotLearnedException(e.getMessage(), e);
    }
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

  /** What scores, and how many frames it has learned. */
  record Learned(Padim padim, long frames) {}

  /**
   * Learns frames. Those that can't be read or aligned are left out, as the trainer leaves them
   * out, and those that are the same as one to paint on.
   *
   * @param decoder throws an {@link ImageException} for what is no picture
   * @param painted frames to paint on
   * @param threads that look at frames, at least 1
   * @throws NotLearnedException if they are too few, or hardly differ
   */
  Learned learn(
      SightFrames.Others others,
      Function<byte[], Picture> decoder,
      List<Picture> painted,
      SightMeasurement.Steps steps,
      int threads) {
    int copies = Variations.worthMaking(others.count());
    steps.beginLearning(others.count(), copies, published.training().seconds());
    Repetition unknown = new Repetition();
    painted.stream()
        .flatMap(this::seen)
        .forEach(frame -> unknown.add(Repetition.signature(padim.embed(frame))));
    Iterator<byte[]> frames = others.frames().iterator();
    try (OrderedWork<byte[], Optional<GoodEmbedding>> work =
        new OrderedWork<>(
            frames,
            frame -> {
              Optional<GoodEmbedding> good = embed(frame, decoder, unknown, copies);
              steps.step();
              return good;
            },
            threads)) {
      Iterator<GoodEmbedding> good =
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(work, 0), false)
              .flatMap(Optional::stream)
              .iterator();
      padim.trainOnGood(() -> good);
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      throw new NotLearnedException("a second model can't be made: " + e.getMessage(), e);
    }
    PadimModel made = padim.model();
    if (made.frames() < FEWEST) {
      throw new NotLearnedException(
          Text.of(
              "a second model can't be made: only %s good frames are left for it, without those to"
                  + " paint on and copies of them, and at least %s are needed",
              made.frames(), FEWEST),
          null);
    }
    return new Learned(padim.with(asPublished(made)), made.frames());
  }

  private PadimModel asPublished(PadimModel made) {
    Calibration known = published.calibration();
    return new PadimModel(
        made.backbone(),
        made.embedding(),
        made.gaussians(),
        known.normalizer(),
        known.threshold(),
        made.frames(),
        known.groups(),
        known.common(),
        published.training().pictures().looks());
  }

  private Optional<GoodEmbedding> embed(
      byte[] frame, Function<byte[], Picture> decoder, Repetition unknown, int copies) {
    try {
      return seen(decoder.apply(frame))
          .map(image -> padim.embedGood(image, copies))
          .filter(good -> !unknown.repeats(Repetition.signature(good.image())))
          .findFirst();
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  /** Empty if it can't be aligned. */
  private Stream<ImageTensor> seen(Picture picture) {
    return viewer.locate(picture) instanceof Pose.Found pose
        ? Stream.of(viewer.see(picture, pose).tensor())
        : Stream.empty();
  }
}

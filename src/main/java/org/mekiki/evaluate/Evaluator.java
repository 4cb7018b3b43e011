package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.detect.Detector;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.EvaluationSettings.PixelSize;
import org.mekiki.evaluate.SeenFiles.NotAlignedException;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.ImageFiles;
import org.mekiki.evaluate.data.ImageFiles.UnreadableException;
import org.mekiki.evaluate.data.Mask;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.MapResizer;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.ConnectedParts;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.text.Text;
import org.mekiki.view.Viewer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains with the good images of a data set, scores its test images with all cores, and computes
 * what the papers define.
 *
 * <p>Images are decoded, preprocessed and scored as frames are in operation. A file that can't be
 * used is listed in {@link Evaluation#unreadable()} and left out; the others are evaluated. Results
 * do not depend on the number of threads. Memory is bounded by the number of threads, not of
 * images.
 */
public final class Evaluator {
  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

  private static final double NANOS_PER_SECOND = 1e9;

  private final Padim padim;
  private final ImageFiles files;
  private final Viewer viewer;
  private final EvaluationSettings settings;
  private final GuardedWork guarded;

  /**
   * An evaluator. Good images to learn that can't be aligned are listed as unreadable; ones to test
   * are anomalous.
   *
   * @param padim what is trained and scored with; a model that it has is replaced
   * @param viewer whose patches the model counts
   * @param limits of images; larger ones are listed as unreadable
   * @param inFlight remembers files that killed the process: they are listed as unreadable and not
   *     opened again
   */
  public Evaluator(
      Padim padim,
      Viewer viewer,
      ImageLimits limits,
      EvaluationSettings settings,
      InFlight inFlight) {
    this.padim = padim;
    this.viewer = viewer;
    this.files = new ImageFiles(viewer.wanted(), limits);
    this.settings = settings;
    this.guarded = new GuardedWork(inFlight);
  }

  /**
   * Evaluates a data set.
   *
   * @throws DataSetException if too few images can be read to train or calibrate with
   */
  public Evaluation run(DataSet set, EvaluationProgress progress) {
    List<Unreadable> problems = new ArrayList<>();
    DataSet.Parts<Path> train = set.holdOut(settings.validation(), settings.seed());
    DataSet.Parts<TestItem> test =
        set.holdOutLabelled(settings.labelledValidation(), settings.seed());
    Learning learning =
        new Learning(
            padim, new SeenFiles(files, viewer), guarded, settings.threads(), problems, progress);
    learning.train(set, train.rest());
    if (settings.removeOdd()) {
      learning.removeOdd(set);
    }
    if (!train.heldOut().isEmpty() || !test.heldOut().isEmpty()) {
      learning.validate(train.heldOut(), test.heldOut());
    }
    TestReport report =
        new TestReport(
            set,
            learning.images(),
            learning.calibration(),
            padim.model().threshold(),
            learning.threshold(),
            padim.repetition().flatMap(Repetition.Found::warning));
    TestScores scores = new TestScores(set.defectClasses(), padim.model().threshold());
    double seconds = score(test.rest(), scores, problems, progress);
    Gallery gallery = new Gallery(padim, new SeenFiles(files, viewer));
    Evaluation.Examples examples = gallery.examples(scores.scores(), settings.examples(), progress);
    Optional<Detectability> seen =
        settings.detection().flatMap(how -> detectability(how, train, test, progress));
    return report.evaluation(scores, problems, seconds, pixelSize(), examples, seen);
  }

  /** Paints on good images that were not learned: those of the test set, else held-out ones. */
  private Optional<Detectability> detectability(
      DetectionSettings how,
      DataSet.Parts<Path> train,
      DataSet.Parts<TestItem> test,
      EvaluationProgress progress) {
    List<Path> good = new ArrayList<>();
    test.rest().stream().filter(i -> !i.defective()).forEach(item -> good.add(item.image()));
    good.addAll(good.isEmpty() ? train.heldOut() : List.of());
    try {
      return PaintedFrames.of(files, guarded, good, how.frames())
          .map(
              frames ->
                  new Detector(padim, viewer, padim.model().threshold(), true, how)
                      .measure(frames, PaintedFrames.progress(progress)));
    } catch (IllegalArgumentException e) {
      LOG.warn("what the model can see was not measured: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Scores all test images; returns the seconds that it took. */
  private double score(
      List<TestItem> items,
      TestScores scores,
      List<Unreadable> problems,
      EvaluationProgress progress) {
    progress.begin("score", items.size());
    long start = System.nanoTime();
    try (OrderedWork<TestItem, ScoredItem> work =
        new OrderedWork<>(items.iterator(), this::score, settings.threads())) {
      while (work.hasNext()) {
        ScoredItem scored = work.next();
        scored.problem().ifPresent(problems::add);
        scores.add(scored);
        progress.step();
      }
    }
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private ScoredItem score(TestItem item) {
    Loaded<ScoredItem> scored = guarded.on(item.image(), () -> Loaded.of(scoreUnguarded(item)));
    return scored.problem() == null ? scored.value() : ScoredItem.unscored(item, scored.problem());
  }

  private ScoredItem scoreUnguarded(TestItem item) {
    Picture picture;
    Viewer.Seen seen;
    Prediction prediction;
    try {
      picture = files.picture(item.image());
      seen = SeenFiles.see(viewer, picture);
      prediction = padim.predict(seen.tensor());
    } catch (NotAlignedException e) {
      return ScoredItem.notAligned(item, e.why());
    } catch (UnreadableException | ArithmeticException e) {
      return ScoredItem.unscored(item, new Unreadable(item.image(), e.getMessage()));
    }
    return compared(item, picture, seen, prediction).unlike(prediction.unlike());
  }

  /** An image with its pixels, where there is a mask to compare them with. */
  private ScoredItem compared(
      TestItem item, Picture picture, Viewer.Seen seen, Prediction prediction) {
    if (item.defective() && item.mask().isEmpty()) {
      return ScoredItem.withoutMask(item, prediction.score(), Optional.empty());
    }
    Mask mask = null;
    if (item.mask().isPresent()) {
      try {
        mask = mask(item.mask().get(), picture);
      } catch (UnreadableException e) {
        Unreadable problem = new Unreadable(item.mask().get(), e.getMessage());
        return ScoredItem.withoutMask(item, prediction.score(), Optional.of(problem));
      }
    }
    return withPixels(item, prediction.score(), seen.frameMap(prediction.map()), mask, picture);
  }

  private Mask mask(Path file, Picture picture) throws UnreadableException {
    Mask mask = files.mask(file);
    if (mask.width() != picture.originalWidth() || mask.height() != picture.originalHeight()) {
      throw new UnreadableException(
          Text.of(
              "the mask is %dx%d but its image %dx%d",
              mask.width(), mask.height(), picture.originalWidth(), picture.originalHeight()),
          null);
    }
    return mask;
  }

  private ScoredItem withPixels(
      TestItem item, double score, AnomalyMap map, Mask mask, Picture picture) {
    boolean own = settings.pixelSize() == PixelSize.OWN;
    int width = own ? picture.originalWidth() : map.width();
    int height = own ? picture.originalHeight() : map.height();
    float[] pixels = MapResizer.resize(map.values(), map.width(), map.height(), width, height);
    if (mask == null) {
      return ScoredItem.good(item, score, pixels);
    }
    ConnectedParts regions = mask.resized(width, height).regions();
    boolean vanished = regions.count() == 0 && !mask.empty();
    return ScoredItem.defective(item, score, pixels, regions, vanished);
  }

  private String pixelSize() {
    return settings.pixelSize() == PixelSize.OWN
        ? "each image's own size, maps resized to it bilinearly"
        : Text.of(
            "the map's size, %dx%d, masks resized to it by nearest pixel",
            viewer.mapSize().width(), viewer.mapSize().height());
  }
}

package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.LearnedThreshold.GoodImage;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.DataSetException;
import org.mekiki.evaluate.data.ImageFiles.UnreadableException;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.looks.DarkestLooks;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.threshold.Calibrated;
import org.mekiki.text.Text;

/**
 * Teaches a model with a data set's good images, and has its threshold chosen. Files that can't be
 * used are collected. For one evaluation.
 */
final class Learning {
  private final Padim padim;
  private final SeenFiles files;
  private final GuardedWork guarded;
  private final int threads;
  private final List<Unreadable> problems;
  private final EvaluationProgress progress;
  private List<Path> trained = List.of();
  private List<Path> judged = List.of();
  private List<GoodImage> removed = List.of();
  private String calibration = "";
  private DataSet data;

  /** Changed by the threads that read files, one after the other. */
  private DarkestLooks<String> darkest = DarkestLooks.none();

  /**
   * A learning.
   *
   * @param problems where files that can't be used are added
   */
  Learning(
      Padim padim,
      SeenFiles files,
      GuardedWork guarded,
      int threads,
      List<Unreadable> problems,
      EvaluationProgress progress) {
    this.padim = padim;
    this.files = files;
    this.guarded = guarded;
    this.threads = threads;
    this.problems = problems;
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @throws DataSetException if too few images can be read
   */
  void train(DataSet set, List<Path> images) {
    files.learnBits(images);
    data = set;
    darkest = DarkestLooks.none();
    progress.begin("train", images.size());
    int copies = Variations.worthMaking(images.size());
    try (OrderedWork<Path, Loaded<GoodEmbedding>> work =
        new OrderedWork<>(images.iterator(), file -> embed(file, copies), threads)) {
      Loaded.Values<GoodEmbedding> embeddings = new Loaded.Values<>(work, problems, progress);
      double[] leftOut;
      try {
        leftOut = padim.trainOnGood(() -> embeddings);
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new DataSetException(
            Text.of(
                "data set %s can't be trained with, %d of its %d images were read: %s%s",
                set.root(),
                embeddings.count(),
                images.size(),
                e.getMessage(),
                problems.isEmpty() ? "" : "; the first that was not: " + problems.get(0)),
            e);
      }
      trained = readable(images);
      judged = trained;
      calibration =
          Text.of(
              "%s training images, each scored by the Gaussians without it",
              leftOut.length == trained.size()
                  ? "all " + leftOut.length
                  : leftOut.length + " of the " + trained.size());
    }
  }

  /** Trains again without the images that look unlike the rest, if there are any. */
  void removeOdd(DataSet set) {
    removed = goodImages(padim.calibration().orElseThrow().odd());
    if (!removed.isEmpty()) {
      Set<Path> odd = removed.stream().map(GoodImage::file).collect(Collectors.toSet());
      train(set, trained.stream().filter(file -> !odd.contains(file)).toList());
    }
  }

  /**
   * Chooses scale and threshold from images that were held out.
   *
   * @param heldOut good images
   * @throws DataSetException if too few images can be read
   */
  void validate(List<Path> heldOut, List<TestItem> labelled) {
    List<Path> good = new ArrayList<>(heldOut);
    List<Path> bad = new ArrayList<>();
    labelled.forEach(item -> (item.defective() ? bad : good).add(item.image()));
    progress.begin("validate", good.size() + bad.size());
    Loaded.Values<ImageTensor> goodImages =
        new Loaded.Values<>(good.stream().map(this::loadGood).iterator(), problems, progress);
    Loaded.Values<ImageTensor> badImages =
        new Loaded.Values<>(bad.stream().map(this::load).iterator(), problems, progress);
    try {
      padim.validate(() -> goodImages, () -> badImages);
    } catch (IllegalArgumentException e) {
      throw new DataSetException("scale and threshold can't be chosen: " + e.getMessage(), e);
    }
    judged = readable(good);
    calibration =
        Text.of(
            "%d held-out good and %d labelled defective images",
            goodImages.count(), badImages.count());
  }

  private List<Path> readable(List<Path> images) {
    Set<Path> unreadable = problems.stream().map(Unreadable::file).collect(Collectors.toSet());
    return images.stream().filter(file -> !unreadable.contains(file)).toList();
  }

  private Loaded<GoodEmbedding> embed(Path file, int copies) {
    return guarded.on(
        file,
        () -> {
          GoodEmbedding good = padim.embedGood(tensor(file), copies);
          look(file, good.looks());
          return Loaded.of(good);
        });
  }

  /** Which pictures are the darkest does not depend on the order. */
  private synchronized void look(Path file, Looks looks) {
    darkest = darkest.with(data.relative(file), looks);
  }

  private Loaded<ImageTensor> loadGood(Path file) {
    return guarded.on(
        file,
        () -> {
          ImageTensor image = tensor(file);
          look(file, Looks.of(image, padim.model().backbone().preprocessing()));
          return Loaded.of(image);
        });
  }

  private Loaded<ImageTensor> load(Path file) {
    return guarded.on(file, () -> Loaded.of(tensor(file)));
  }

  private ImageTensor tensor(Path file) throws UnreadableException {
    return files.see(file).tensor();
  }

  private List<GoodImage> goodImages(List<Calibrated.Image> images) {
    return images.stream().map(i -> new GoodImage(judged.get(i.position()), i.score())).toList();
  }

  /** Number of images in the Gaussians. */
  int images() {
    return trained.size();
  }

  /** Which images scale and threshold are from, for people. */
  String calibration() {
    return calibration;
  }

  /** What is known of the threshold. */
  LearnedThreshold threshold() {
    Calibrated made = padim.calibration().orElseThrow();
    List<String> warnings = new ArrayList<>();
    if (!removed.isEmpty()) {
      warnings.add(
          removed.size()
              + " good images that look unlike the rest were removed, and the model was taught"
              + " without them; about half of them may be good: look at them.");
    }
    made.aboutOdd().ifPresent(sentence -> warnings.add(sentence + "."));
    made.warnings().forEach(warning -> warnings.add(warning + "."));
    padim.model().looks().warning(darkest).ifPresent(warning -> warnings.add(warning + "."));
    return new LearnedThreshold(
        made.falseAlarms(), goodImages(made.odd()), goodImages(made.unusual()), removed, warnings);
  }
}

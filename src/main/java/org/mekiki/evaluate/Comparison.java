package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.detect.PaintedSample;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.SeenFiles.NotAlignedException;
import org.mekiki.evaluate.data.DataSetException;
import org.mekiki.evaluate.data.ImageFiles;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;
import org.mekiki.view.Viewer;

/**
 * Compares ways to make a model before there is a defect: each learns the same good images, and
 * ranks others of them, as they are and with painted defects. Results do not depend on the number
 * of threads.
 */
public final class Comparison {
  /** What painted defects resolve: smaller differences say nothing about real ones. */
  public static final double RESOLVED = 0.03;

  /** Fewer images leave too few to learn. */
  public static final int LEAST = 15;

  private static final int MOST_HELD_OUT = 16;

  /** A fifth is held out. */
  private static final int PART = 5;

  /** Held-out images are read at this size or larger, for all variants. */
  private static final int SIDE = 1024;

  private final List<Path> train = new ArrayList<>();
  private final List<PaintedSample> samples = new ArrayList<>();
  private final List<Picture> clean = new ArrayList<>();
  private final List<Unreadable> problems = new ArrayList<>();
  private final ImageLimits limits;
  private final int threads;
  private final GuardedWork guarded;

  /**
   * Holds out some images and chooses defects for them.
   *
   * @param good at least {@link #LEAST}
   * @param places where defects may lie
   * @param threads at least 1
   * @throws DataSetException if there are too few, or none that is held out can be painted on
   */
  public Comparison(
      List<Path> good,
      Viewer places,
      ImageLimits limits,
      long seed,
      int threads,
      InFlight inFlight) {
    if (good.size() < LEAST) {
      throw new DataSetException(
          Text.of(
              "comparing needs at least %d good images, better 100 or more; this folder has %d",
              LEAST, good.size()));
    }
    this.limits = limits;
    this.threads = threads;
    this.guarded = new GuardedWork(inFlight);
    int wide = Math.max(SIDE, places.wanted().width());
    int high = Math.max(SIDE, places.wanted().height());
    ImageFiles files = new ImageFiles(new ImageShape(3, high, wide), limits);
    files.learnBits(good);
    int step = step(good.size());
    for (int i = 0; i < good.size(); i++) {
      Path file = good.get(i);
      if (i % step == step - 1) {
        Loaded<Picture> loaded = guarded.on(file, () -> Loaded.of(files.picture(file)));
        if (loaded.problem() == null) {
          hold(PaintedSample.of(loaded.value(), places, seed + i), loaded.value());
        } else {
          problems.add(loaded.problem());
        }
      } else {
        train.add(file);
      }
    }
    if (samples.isEmpty()) {
      throw new DataSetException("no defect could be painted on any of the held-out images");
    }
  }

  private void hold(PaintedSample sample, Picture picture) {
    if (sample.size() > 0) {
      samples.add(sample);
      clean.add(picture);
    }
  }

  private static int step(int good) {
    return Math.max(PART, (good + MOST_HELD_OUT - 1) / MOST_HELD_OUT);
  }

  /**
   * How many of a number of good images are learned.
   *
   * @param good all of them
   */
  public static int learned(int good) {
    return good - good / step(good);
  }

  /** Images that are learned. */
  public int trained() {
    return train.size();
  }

  /** Images that are painted on. */
  public int heldOut() {
    return clean.size();
  }

  /** Files that could not be used, and why, each once. */
  public List<Unreadable> unreadable() {
    return problems.stream().distinct().toList();
  }

  /**
   * Teaches a model, and ranks.
   *
   * @return AUROC of the painted images against the same ones without a defect
   * @throws DataSetException if it can't be taught
   */
  public Figure auroc(Padim padim, Viewer viewer, EvaluationProgress progress) {
    teach(padim, new SeenFiles(new ImageFiles(viewer.wanted(), limits), viewer), progress);
    List<int[]> tasks = new ArrayList<>();
    for (int frame = 0; frame < samples.size(); frame++) {
      for (int defect = -1; defect < samples.get(frame).size(); defect++) {
        tasks.add(new int[] {frame, defect});
      }
    }
    double[] scores = new double[tasks.size()];
    boolean[] defective = new boolean[tasks.size()];
    progress.begin("score", scores.length);
    try (OrderedWork<int[], Double> work =
        new OrderedWork<>(tasks.iterator(), task -> score(task, padim, viewer), threads)) {
      for (int i = 0; work.hasNext(); i++) {
        scores[i] = work.next();
        defective[i] = tasks.get(i)[1] >= 0;
        progress.step();
      }
    }
    return ImageMetrics.of(scores, defective).auroc();
  }

  private void teach(Padim padim, SeenFiles files, EvaluationProgress progress) {
    files.learnBits(train);
    progress.begin("train", train.size());
    int copies = Variations.worthMaking(train.size());
    try (OrderedWork<Path, Loaded<GoodEmbedding>> work =
        new OrderedWork<>(
            train.iterator(),
            file ->
                guarded.on(
                    file, () -> Loaded.of(padim.embedGood(files.see(file).tensor(), copies))),
            threads)) {
      Loaded.Values<GoodEmbedding> embeddings = new Loaded.Values<>(work, problems, progress);
      padim.trainOnGood(() -> embeddings);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DataSetException("the images can't be learned: " + e.getMessage(), e);
    }
  }

  /**
   * What the map says: the score of a picture that as a whole is unlike the good ones is the
   * threshold, with a defect as without. The largest of all for a frame that can't be aligned any
   * more: it is anomalous.
   */
  private double score(int[] task, Padim padim, Viewer viewer) {
    Picture picture = task[1] < 0 ? clean.get(task[0]) : samples.get(task[0]).painted(task[1]);
    try {
      return padim.predict(SeenFiles.see(viewer, picture).tensor()).map().max();
    } catch (NotAlignedException e) {
      return Double.MAX_VALUE;
    }
  }
}

package org.mekiki.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.mekiki.image.Picture;
import org.mekiki.padim.Padim;
import org.mekiki.view.Viewer;

/**
 * Paints defects on good frames and counts which of them a model finds.
 *
 * <p>Several defects of one kind, size and contrast are painted on a frame at a time, far from each
 * other. One is found if the model's map reaches the threshold where it is; a place at which the
 * clean frame reaches it already does not count. The same frames, model and settings give the same
 * figures, with any number of threads.
 *
 * <p>The model must not have learned the frames: it knows those too well.
 */
public final class Detector {
  /** Default sizes, in pixels of the network's input, a patch being 8 of them. */
  private static final double[] SIZES = {4, 6, 9, 14, 20, 32, 48};

  private final Padim padim;
  private final Viewer viewer;
  private final Trials trials;
  private final boolean whole;
  private final DetectionSettings settings;

  /** Hears of progress, from any thread. */
  public interface Progress {
    /**
     * That there will be some paintings: first those for the curves, then those for the blind
     * spots.
     *
     * @return false to leave the blind spots out; the first answer doesn't count
     */
    boolean begin(int paintings);

    /** That one more is done. */
    void step();
  }

  /**
   * @param threshold raw score from which on it calls a frame anomalous
   * @param whole whether a frame that as a whole is unlike the good ones is anomalous, too
   */
  public Detector(
      Padim padim, Viewer viewer, double threshold, boolean whole, DetectionSettings settings) {
    this.padim = padim;
    this.viewer = viewer;
    this.trials = new Trials(padim, viewer, threshold);
    this.whole = whole;
    this.settings = settings;
  }

  /**
   * Measures.
   *
   * @param frames good ones that the model has not learned, decoded for the viewer; the first
   *     {@link DetectionSettings#frames} that can be aligned are used
   * @throws IllegalArgumentException if none of them can be aligned
   */
  public Detectability measure(List<Picture> frames, Progress progress) {
    ForkJoinPool pool = new ForkJoinPool(settings.threads());
    try {
      return pool.submit(() -> measured(frames, progress)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while painting defects", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private Detectability measured(List<Picture> pictures, Progress progress) {
    List<Look> clean =
        pictures.stream()
            .flatMap(picture -> Look.at(picture, padim, viewer).stream())
            .limit(settings.frames())
            .toList();
    if (clean.isEmpty()) {
      throw new IllegalArgumentException(
          "none of " + pictures.size() + " good frames can be aligned: there is nothing to paint");
    }
    double magnification = magnification(clean.get(0));
    List<Double> sizes = sizes(magnification);
    List<Task> tasks = tasks(sizes, clean.size());
    progress.begin(tasks.size());
    List<List<Trials.Outcome>> outcomes =
        tasks.parallelStream()
            .map(
                task -> {
                  List<Trials.Outcome> made = paint(task, clean.get(task.frame));
                  progress.step();
                  return made;
                })
            .toList();
    List<DetectionCurve> curves = curves(tasks, outcomes, clean.size());
    SpotGrid grid = grid(clean, curves, sizes, magnification);
    Optional<BlindSpots> blind =
        progress.begin(grid.paintings())
            ? Optional.of(grid.measure(settings.seed(), progress::step))
            : Optional.empty();
    Picture first = clean.get(0).picture();
    long alarms = clean.stream().filter(this::anomalous).count();
    return new Detectability(
        trials.threshold(),
        first.originalWidth(),
        first.originalHeight(),
        clean.size(),
        new Share((int) alarms, clean.size()),
        outcomes.stream().map(Trials::alarmsBefore).reduce(new Share(0, 0), Share::plus),
        curves,
        blind.filter(spots -> !spots.cells().isEmpty()),
        0);
  }

  private boolean anomalous(Look look) {
    return look.map().max() >= trials.threshold()
        || whole && padim.unlike(look.surface().seen().tensor()).isPresent();
  }

  /** In whole pixels of the frame. */
  private List<Double> sizes(double magnification) {
    if (!settings.sizes().isEmpty()) {
      return settings.sizes();
    }
    List<Double> sizes = new ArrayList<>();
    for (double size : SIZES) {
      double pixels = Math.max(2, Math.rint(size * magnification));
      if (sizes.isEmpty() || pixels > sizes.get(sizes.size() - 1)) {
        sizes.add(pixels);
      }
    }
    return sizes;
  }

  /** Lengths on the frame for a length on the map, where something counts. */
  private static double magnification(Look clean) {
    int width = clean.map().width();
    for (int i = 0; i < width * clean.map().height(); i++) {
      if (clean.counts(i % width, i / width)) {
        return clean.place(i % width, i / width).magnification();
      }
    }
    throw new IllegalArgumentException("nothing of the frame counts: there is nothing to paint on");
  }

  /** One painting. */
  private record Task(DefectKind kind, int contrast, int size, double pixels, int frame) {
    SplittableRandom random(long seed) {
      long number = ((kind.ordinal() * 1000L + contrast) * 1000 + size) * 1000 + frame;
      return new SplittableRandom(
          new SplittableRandom(seed).nextLong() ^ number * 0x9e3779b97f4a7c15L);
    }
  }

  private List<Task> tasks(List<Double> sizes, int frames) {
    List<Task> tasks = new ArrayList<>();
    for (DefectKind kind : DefectKind.values()) {
      for (int contrast : contrasts(kind)) {
        for (int size = 0; size < sizes.size(); size++) {
          for (int frame = 0; frame < frames; frame++) {
            tasks.add(new Task(kind, contrast, size, sizes.get(size), frame));
          }
        }
      }
    }
    return tasks;
  }

  private List<Integer> contrasts(DefectKind kind) {
    return kind.hasContrast() ? settings.contrasts() : List.of(0);
  }

  private List<Trials.Outcome> paint(Task task, Look clean) {
    SplittableRandom random = task.random(settings.seed());
    List<Place> places =
        new Places(clean.surface()).choose(task.kind, task.pixels, settings.places(), random);
    return trials.paint(task.kind, task.pixels, task.contrast, clean, places, random);
  }

  /**
   * Sizes for which fewer places were found than there are frames are left out: they say nothing.
   */
  private static List<DetectionCurve> curves(
      List<Task> tasks, List<List<Trials.Outcome>> outcomes, int frames) {
    List<DetectionCurve> curves = new ArrayList<>();
    int at = 0;
    while (at < tasks.size()) {
      Task first = tasks.get(at);
      List<DetectionCurve.Point> points = new ArrayList<>();
      while (at < tasks.size() && sameCurve(first, tasks.get(at))) {
        double pixels = tasks.get(at).pixels;
        Share found = new Share(0, 0);
        while (at < tasks.size()
            && sameCurve(first, tasks.get(at))
            && tasks.get(at).pixels == pixels) {
          found = found.plus(Trials.found(outcomes.get(at++)));
        }
        if (found.of() >= frames) {
          points.add(new DetectionCurve.Point(pixels, found));
        }
      }
      curves.add(new DetectionCurve(first.kind, first.contrast, points));
    }
    return curves;
  }

  private static boolean sameCurve(Task a, Task b) {
    return a.kind == b.kind && a.contrast == b.contrast;
  }

  /**
   * Spots of the smallest size that is seen at the middle contrast, else at a larger one, else the
   * largest spots: what is missed then is missed for its place.
   */
  private SpotGrid grid(
      List<Look> clean, List<DetectionCurve> curves, List<Double> sizes, double magnification) {
    int middle = settings.contrasts().get(settings.contrasts().size() / 2);
    double pixels = sizes.get(sizes.size() - 1);
    int contrast = settings.contrasts().get(settings.contrasts().size() - 1);
    for (DetectionCurve curve : curves) {
      OptionalDouble reached = curve.reached();
      if (curve.kind() == DefectKind.SPOT && curve.contrast() >= middle && reached.isPresent()) {
        pixels = reached.getAsDouble();
        contrast = curve.contrast();
        break;
      }
    }
    return new SpotGrid(trials, clean, pixels, contrast, magnification);
  }
}

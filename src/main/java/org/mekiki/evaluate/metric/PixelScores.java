package org.mekiki.evaluate.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.padim.map.ConnectedParts;

/**
 * Collects the maps of a test set, one after the other, and gives exact {@link PixelMetrics} in
 * memory that hardly grows with their number. Not thread-safe.
 */
public final class PixelScores {
  private final List<String> classes;
  private final ScoreHistogram histogram;
  private final long[] positives;
  private final long[] regions;
  private long negatives;

  /** An empty collection. */
  public PixelScores(List<String> classes) {
    this.classes = List.copyOf(classes);
    this.histogram = new ScoreHistogram(classes.size());
    this.positives = new long[classes.size()];
    this.regions = new long[classes.size()];
  }

  /** Adds the map of a good image. */
  public void addGood(float[] map) {
    for (float score : map) {
      histogram.addNegative(score);
    }
    negatives += map.length;
  }

  /**
   * Adds the map of a defective image.
   *
   * @param map raw scores, row-major
   * @param defects regions of its mask, of the map's size
   */
  public void addDefective(float[] map, ConnectedParts defects, String className) {
    int defectClass = classes.indexOf(className);
    if (defectClass < 0) {
      throw new IllegalArgumentException("class '" + className + "' is not one of " + classes);
    }
    int[] labels = defects.labels();
    if (labels.length != map.length) {
      throw new IllegalArgumentException(
          "map of " + map.length + " pixels but mask of " + labels.length);
    }
    int defective = 0;
    int[] regionOf = new int[defects.count()];
    Arrays.setAll(regionOf, i -> histogram.region(defectClass, defects.sizes()[i]));
    for (int i = 0; i < map.length; i++) {
      if (labels[i] == 0) {
        histogram.addNegative(map[i]);
      } else {
        histogram.addPositive(map[i], regionOf[labels[i] - 1]);
        defective++;
      }
    }
    positives[defectClass] += defective;
    negatives += map.length - defective;
    regions[defectClass] += defects.count();
  }

  /** The figures over all that was added. */
  public PixelMetrics metrics() {
    long defective = sum(positives);
    if (negatives + defective == 0) {
      return PixelMetrics.undefined("no image could be scored pixel by pixel");
    }
    if (defective == 0) {
      return PixelMetrics.undefined("no mask shows a defective pixel");
    }
    if (negatives == 0) {
      return PixelMetrics.undefined("the masks leave no normal pixel");
    }
    return new Sweep().run();
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  /** One walk over all scores that feeds every metric, in all and per class. */
  private final class Sweep {
    private final ThresholdSweep all = new ThresholdSweep(negatives, sum(positives));
    private final RegionOverlap overlap = new RegionOverlap(negatives, sum(regions));
    private final RankArea[] areas = new RankArea[classes.size()];
    private final RegionOverlap[] overlaps = new RegionOverlap[classes.size()];

    PixelMetrics run() {
      for (int c = 0; c < areas.length; c++) {
        areas[c] = new RankArea();
        overlaps[c] = new RegionOverlap(negatives, regions[c]);
      }
      histogram.sweep(this::step);
      return new PixelMetrics(
          Figure.of(all.auroc()),
          Figure.of(all.averagePrecision()),
          Figure.of(all.f1Max()),
          Figure.of(all.f1MaxThreshold()),
          Figure.of(overlap.area()),
          negatives + sum(positives),
          sum(positives),
          sum(regions),
          all.roc(),
          overlap.curve(),
          perClass());
    }

    private void step(float score, long negativesHere, long[] positivesHere, double[] overlapHere) {
      double totalOverlap = 0;
      for (int c = 0; c < areas.length; c++) {
        areas[c].step(negativesHere, positivesHere[c]);
        overlaps[c].step(negativesHere, overlapHere[c]);
        totalOverlap += overlapHere[c];
      }
      all.step(score, negativesHere, sum(positivesHere));
      overlap.step(negativesHere, totalOverlap);
    }

    private Map<String, PixelMetrics.PerClass> perClass() {
      Map<String, PixelMetrics.PerClass> figures = new HashMap<>();
      for (int c = 0; c < areas.length; c++) {
        if (positives[c] == 0) {
          Figure none = Figure.undefined("no mask of this class shows a defective pixel");
          figures.put(classes.get(c), new PixelMetrics.PerClass(none, none, 0));
        } else {
          figures.put(
              classes.get(c),
              new PixelMetrics.PerClass(
                  Figure.of(areas[c].value(negatives, positives[c])),
                  Figure.of(overlaps[c].area()),
                  regions[c]));
        }
      }
      return figures;
    }
  }

  /** AUROC alone: see {@link ThresholdSweep}. */
  private static final class RankArea {
    private final CompensatedSum area = new CompensatedSum();
    private long found;

    void step(long negativesHere, long positivesHere) {
      area.add(negativesHere * (found + positivesHere / 2.0));
      found += positivesHere;
    }

    double value(long negatives, long positives) {
      return area.value() / negatives / positives;
    }
  }
}

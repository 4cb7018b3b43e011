package org.mekiki.evaluate.metric;

/**
 * Area under the per-region overlap curve (AUPRO; Bergmann et al. 2021, "The MVTec Anomaly
 * Detection Dataset", section 5): for falling thresholds, the share of each region that is found,
 * averaged over the regions (a small region counts as much as a large one), over the share of all
 * normal pixels that are called anomalous; straight lines between the thresholds, integrated from 0
 * to {@link #LIMIT} and divided by it.
 */
public final class RegionOverlap {
  /** False-positive rate up to which is integrated. */
  public static final double LIMIT = 0.3;

  private final double negatives;
  private final long regions;
  private final double limit;
  private double falsePositives;
  private final CompensatedSum overlap = new CompensatedSum();
  private final CompensatedSum area = new CompensatedSum();
  private final Curve.Thinner curve = new Curve.Thinner();

  /** For this many normal pixels and regions; both at least 1. */
  RegionOverlap(long negatives, long regions) {
    this.negatives = negatives;
    this.regions = regions;
    this.limit = LIMIT * negatives;
    curve.add(0, 0);
  }

  /**
   * The next lower score.
   *
   * @param negativesHere normal pixels with this score
   * @param overlapHere sum over the defective pixels with this score of 1 / (their region's size)
   */
  void step(long negativesHere, double overlapHere) {
    if (falsePositives >= limit) {
      return;
    }
    double before = overlap.value();
    overlap.add(overlapHere);
    double after = overlap.value();
    double left = limit - falsePositives;
    if (negativesHere <= left) {
      area.add(negativesHere * (before + after) / 2);
      falsePositives += negativesHere;
    } else { // the limit lies on this step's line
      after = before + (after - before) * (left / negativesHere);
      area.add(left * (before + after) / 2);
      falsePositives = limit;
    }
    curve.add(falsePositives / negatives, after / regions);
  }

  double area() {
    return area.value() / limit / regions;
  }

  Curve curve() {
    return curve.curve();
  }
}

package org.mekiki.evaluate.metric;

import java.util.Map;

/**
 * Figures over the pixels' raw scores. They count the pixels of all good images and of those
 * defective images that have a mask.
 *
 * @param auroc area under the ROC curve over pixels, ties counting half
 * @param averagePrecision area under the precision–recall steps over pixels
 * @param f1Max largest F1 of any threshold over pixels
 * @param f1MaxThreshold the lowest threshold that reaches it
 * @param aupro area under the per-region overlap curve to a false-positive rate of 0.3, divided by
 *     0.3; regions are 8-connected
 * @param pixels number of pixels counted
 * @param defectivePixels how many of them are defective
 * @param roc false-positive rate → true-positive rate
 * @param pro false-positive rate, up to 0.3 → mean overlap of the regions
 * @param classes per class of defects, what its own pixels give against all normal pixels
 */
public record PixelMetrics(
    Figure auroc,
    Figure averagePrecision,
    Figure f1Max,
    Figure f1MaxThreshold,
    Figure aupro,
    long pixels,
    long defectivePixels,
    long regions,
    Curve roc,
    Curve pro,
    Map<String, PerClass> classes) {

  public PixelMetrics {
    classes = Map.copyOf(classes);
  }

  /**
   * Figures of one class of defects against the normal pixels of the whole set: its regions are
   * averaged, the false-positive rate is that of all.
   *
   * @param auroc area under the ROC curve over pixels
   * @param aupro area under the per-region overlap curve
   */
  public record PerClass(Figure auroc, Figure aupro, long regions) {}

  /** No figure at all, for this reason. */
  public static PixelMetrics undefined(String reason) {
    Figure none = Figure.undefined(reason);
    return new PixelMetrics(
        none, none, none, none, none, 0, 0, 0, Curve.none(), Curve.none(), Map.of());
  }
}

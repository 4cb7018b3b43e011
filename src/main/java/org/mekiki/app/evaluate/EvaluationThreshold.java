package org.mekiki.app.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.choice.ThresholdMethod;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.terminal.CommandException;

/** {@code --threshold} of {@code evaluate}: a method's name, a raw score, or nothing said. */
final class EvaluationThreshold {
  /** Part of the test images that a threshold which needs labels takes away. */
  private static final double LABELLED_PART = 0.2;

  private EvaluationThreshold() {}

  /**
   * Part of each class of the test set that this threshold needs.
   *
   * @param how as in {@link #parse}
   */
  static double labelledPart(String how, PadimSettings settings) {
    return method(how, settings).filter(ThresholdMethod.F1::equals).isPresent() ? LABELLED_PART : 0;
  }

  /**
   * How the threshold is chosen.
   *
   * @param how {@code quantile}, {@code one-quantile}, {@code f1}, {@code chi-square} or a raw
   *     score; null for what the settings say
   * @param reduction with D dimensions
   * @param networks whose features are reduced
   */
  static Threshold parse(
      String how, PadimSettings settings, Reduction reduction, List<Backbone> networks) {
    Optional<ThresholdMethod> method = method(how, settings);
    if (method.filter(ThresholdMethod.CHI_SQUARE::equals).isPresent() && networks.size() > 1) {
      throw CommandException.badUsage(
          "threshold chi-square has no theory for the distances of two networks: quantile,"
              + " one-quantile, f1 or a raw score are valid");
    }
    if (method.isPresent()) {
      return TrainingSettingsFactory.threshold(
          method.get(), settings.falseAlarmRate(), reduction.dimensions());
    }
    try {
      return Thresholds.manual(Double.parseDouble(how));
    } catch (IllegalArgumentException e) {
      throw CommandException.badUsage(
          "--threshold '"
              + how
              + "' is not valid; valid: quantile, one-quantile, f1, chi-square or a raw score, for"
              + " example 12.5");
    }
  }

  private static Optional<ThresholdMethod> method(String how, PadimSettings settings) {
    return how == null
        ? Optional.of(settings.thresholdMethod())
        : Arrays.stream(ThresholdMethod.values())
            .filter(method -> method.label().equals(how))
            .findFirst();
  }
}

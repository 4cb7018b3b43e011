package org.mekiki.evaluate.metric;

import java.util.OptionalDouble;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.text.Text;

/**
 * The threshold with the best F1 on labelled images, as soon as there are some; a quantile of good
 * ones right after training, when there are none yet.
 *
 * @param falseAlarmRate of that quantile, above 0, below 0.5
 */
public record F1OnceLabelled(double falseAlarmRate) implements Threshold {
  @Override
  public double choose(double[] good, double[] bad) {
    Threshold chosen =
        bad.length == 0 ? Thresholds.quantile(falseAlarmRate) : Thresholds.f1Optimal();
    return chosen.choose(good, bad);
  }

  @Override
  public OptionalDouble falseAlarmRate(int bad) {
    return bad == 0 ? OptionalDouble.of(falseAlarmRate) : OptionalDouble.empty();
  }

  @Override
  public String describe() {
    return Text.of(
        "%s, or without any %s",
        Thresholds.f1Optimal().describe(), Thresholds.quantile(falseAlarmRate).describe());
  }
}

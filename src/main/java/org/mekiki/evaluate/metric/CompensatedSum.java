package org.mekiki.evaluate.metric;

/** Sum of doubles with Neumaier's compensation: its error doesn't grow with the number of terms. */
final class CompensatedSum {
  private double sum;
  private double compensation;

  void add(double term) {
    double next = sum + term;
    compensation += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
    sum = next;
  }

  double value() {
    return sum + compensation;
  }
}

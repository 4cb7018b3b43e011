package org.mekiki.inspect.alarm;

/**
 * How far a window of good frames' scores is from what the model was calibrated with.
 *
 * @param psi population stability index, 0 or more; see {@link ScoreReference}
 * @param chance what the index may reach by chance with so few scores
 * @param meanShift mean of the window less mean of the reference, in standard deviations of the
 *     reference
 * @param spread standard deviation of the window, divided by that of the reference
 * @param frames in the window
 */
public record Drift(double psi, double chance, double meanShift, double spread, long frames) {}

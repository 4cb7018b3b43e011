/**
 * How good a model is: data sets on disk, the metrics that the papers define, and the report.
 *
 * <p>Imports {@code inspect}, {@code padim}, {@code image}, {@code text}, the JDK and Jackson; no
 * Kafka. Start at {@link org.mekiki.evaluate.Evaluator}; the definitions of the metrics are at
 * {@code ThresholdSweep} and {@link org.mekiki.evaluate.metric.PixelMetrics}.
 */
package org.mekiki.evaluate;

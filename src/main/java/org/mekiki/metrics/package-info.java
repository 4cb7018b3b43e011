/**
 * Micrometer behind the ports {@link org.mekiki.inspect.InspectionListener} and {@link
 * org.mekiki.model.ModelEvents}. Imports these two packages, {@code otlp}, Micrometer and, to send
 * metrics, OpenTelemetry; it is handed its registry: there is no global one.
 *
 * <p>Start at {@link org.mekiki.metrics.Metric}: all meters with their units, labels and
 * descriptions.
 */
package org.mekiki.metrics;

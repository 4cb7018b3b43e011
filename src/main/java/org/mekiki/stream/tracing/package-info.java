/**
 * OpenTelemetry behind the port {@link org.mekiki.stream.scoring.FrameTracing}: the only place for
 * {@code io.opentelemetry}.
 *
 * <p>Start at {@link org.mekiki.stream.tracing.OtlpTracing}.
 */
package org.mekiki.stream.tracing;

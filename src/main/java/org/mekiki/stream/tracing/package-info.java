/**
 * OpenTelemetry's spans behind the ports {@link org.mekiki.stream.scoring.FrameTracing} and {@link
 * org.mekiki.stream.training.message.TrainingTracing}. Only {@code metrics} and {@code otlp} import
 * {@code io.opentelemetry} too.
 *
 * <p>Start at {@link org.mekiki.stream.tracing.OtlpTracing}.
 */
package org.mekiki.stream.tracing;

/**
 * What sending by OpenTelemetry's protocol has in common, whether spans or metrics. Imports none of
 * our packages.
 *
 * <p>Start at {@link org.mekiki.otlp.ReceiverWatch}.
 */
package org.mekiki.otlp;

/**
 * The metrics that the papers define, of images and of pixels, exact and in bounded memory.
 *
 * <p>Imports {@code evaluate.data} and the JDK. Start at {@link
 * org.mekiki.evaluate.metric.ImageMetrics} and {@link org.mekiki.evaluate.metric.PixelMetrics}.
 */
package org.mekiki.evaluate.metric;

/**
 * What Mekiki does with a frame, without Kafka: frame → verdict ({@link
 * org.mekiki.inspect.Inspector}) and good frame → embedding ({@link
 * org.mekiki.inspect.FrameEmbedder}).
 *
 * <p>May import {@code padim}, {@code image}, {@code model} and {@code text}. Metrics and the page
 * go through the port {@link org.mekiki.inspect.InspectionListener}. Every failure that a frame can
 * cause is an {@link org.mekiki.inspect.UnscorableException} with a reason.
 */
package org.mekiki.inspect;

/**
 * How the scores of good pictures become a scale and a threshold.
 *
 * <p>Imports {@code padim.feature}, {@code padim.map} and the JDK. Start at {@link
 * org.mekiki.padim.threshold.Calibrator}.
 */
package org.mekiki.padim.threshold;

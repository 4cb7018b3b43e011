/**
 * Steps 4 and 5: distances of patches → a map of the picture, blurred.
 *
 * <p>Imports {@code padim.feature}, {@code padim.gaussian} and the JDK. Start at {@link
 * org.mekiki.padim.map.AnomalyMapGenerator}.
 */
package org.mekiki.padim.map;

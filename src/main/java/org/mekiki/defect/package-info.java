/**
 * Shapes of defects, by formulas: a simulated camera draws its defects with them, and {@code
 * detect} paints them on real frames.
 *
 * <p>Imports the JDK only. Start at {@link org.mekiki.defect.ScratchShape}.
 */
package org.mekiki.defect;

/**
 * Sums and products of rows in float64, by vector registers where there are any.
 *
 * <p>Imports the JDK only. Start at {@link org.mekiki.padim.matrix.ProductKernel}.
 */
package org.mekiki.padim.matrix;

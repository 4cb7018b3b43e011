/**
 * Step 3: a Gaussian for each patch, how it is learned in one pass, and the Mahalanobis distance to
 * it.
 *
 * <p>Imports {@code matrix} and the JDK. Start at {@link
 * org.mekiki.padim.gaussian.MultivariateGaussian} and {@link
 * org.mekiki.padim.gaussian.MahalanobisDistance}.
 */
package org.mekiki.padim.gaussian;

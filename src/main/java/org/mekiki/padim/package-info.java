/**
 * PaDiM itself: a Gaussian for every patch of the image over features of a convolutional network,
 * and the Mahalanobis distance of a new image's patches to them (Defard et al. 2020, arXiv
 * 2011.08785).
 *
 * <p>Imports {@code text} and the JDK; images, networks and Kafka are other packages' business.
 * Start at {@link org.mekiki.padim.Padim}, which has one class for each step and calls them in
 * order.
 */
package org.mekiki.padim;

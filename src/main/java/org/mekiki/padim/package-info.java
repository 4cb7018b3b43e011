/**
 * PaDiM itself: a Gaussian for every patch of the image over features of a convolutional network,
 * and the Mahalanobis distance of a new image's patches to them (Defard et al. 2020, arXiv
 * 2011.08785).
 *
 * <p>Imports the JDK only; images, networks and Kafka are other packages' business. Start at {@link
 * org.mekiki.padim.Padim}, which calls one class a step and does nothing itself.
 */
package org.mekiki.padim;

/**
 * Steps 1 and 2: a picture as a tensor, the features of a network, and the embedding of each patch.
 *
 * <p>Imports {@code text} and the JDK. Start at {@link org.mekiki.padim.feature.FeatureExtractor}
 * and {@link org.mekiki.padim.feature.FeatureEmbedder}.
 */
package org.mekiki.padim.feature;

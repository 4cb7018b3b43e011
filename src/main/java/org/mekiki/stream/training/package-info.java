/**
 * The training topology, sharded by image tile: embed, accumulate, fit, assemble, publish.
 *
 * <p>Start at {@link org.mekiki.stream.training.TrainingTopology}.
 */
package org.mekiki.stream.training;

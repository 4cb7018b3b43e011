/**
 * A simulated camera over a line of drawn parts, good and defective, for demonstrations, tests and
 * benchmarks.
 *
 * <p>Imports {@code camera} and {@code image}. Start at {@link
 * org.mekiki.camera.simulated.SimulatedLine}.
 */
package org.mekiki.camera.simulated;

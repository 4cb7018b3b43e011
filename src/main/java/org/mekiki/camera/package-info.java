/**
 * Where frames come from: folders on disk, live cameras on the network, and a simulated camera for
 * demonstrations, tests and benchmarks.
 *
 * <p>Imports the JDK and {@code image}; knows nothing of Kafka. Start at {@link
 * org.mekiki.camera.FrameSource}.
 */
package org.mekiki.camera;

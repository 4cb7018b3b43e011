/**
 * Models as they are stored and served: a human-readable manifest, checksummed chunks of at most
 * 900 KiB, one zip file for carrying a model about, and the repository that hands out the current
 * model and swaps it between two frames.
 *
 * <p>Imports {@code padim}, {@code text}, the JDK and Jackson; it knows nothing of Kafka. Start at
 * {@link org.mekiki.model.ModelManifest} for what a model is, at {@link
 * org.mekiki.model.ModelAssembler} for how it is verified, at {@link
 * org.mekiki.model.ModelRepository} for how it is served.
 */
package org.mekiki.model;

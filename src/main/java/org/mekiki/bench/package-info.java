/**
 * What this machine can do, without Kafka: each step of scoring alone and all of them together, in
 * interleaved rounds, every figure also as a ratio to the backbone in the same round.
 *
 * <p>Imports {@code inspect}, {@code padim}, {@code image}, {@code onnx}, the JDK and Jackson.
 * Start at {@link org.mekiki.bench.FrameBench}; how time is taken is at {@link
 * org.mekiki.bench.InterleavedRounds}.
 */
package org.mekiki.bench;

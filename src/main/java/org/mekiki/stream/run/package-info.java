/**
 * Runs a topology: its Kafka Streams settings, what happens when a thread fails, and how it ends.
 *
 * <p>Start at {@link org.mekiki.stream.run.StreamsRunner}.
 */
package org.mekiki.stream.run;

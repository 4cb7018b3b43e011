/**
 * The topic of dead letters from an operator's side, with plain clients and no Streams: reading
 * letters, and sending their frames again exactly once.
 *
 * <p>Imports {@code inspect}, {@code stream.codec} and Kafka's clients. Start at {@link
 * org.mekiki.stream.letters.DeadLetterReplay}.
 */
package org.mekiki.stream.letters;

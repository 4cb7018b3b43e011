package org.mekiki.stream.training.message;

/**
 * Names of the topics that training reads and writes.
 *
 * @param good good frames and commands, in
 * @param models compacted, out
 * @param events steps of training, out
 * @param control what assembling tells the tiles: out and in again; its number of partitions is
 *     that of the tiles
 * @param deadLetters what could not be learned
 */
public record TrainingTopics(
    String good, String models, String events, String control, String deadLetters) {}

package org.mekiki.stream.scoring;

/**
 * Names of the topics that scoring reads and writes.
 *
 * @param frames in
 * @param scores one record for every frame that could be scored
 * @param heatmaps its map
 * @param anomalies frames at or above the threshold
 * @param alarms raised and cleared, per camera
 * @param deadLetters what could not be scored
 */
public record ScoringTopics(
    String frames,
    String scores,
    String heatmaps,
    String anomalies,
    String alarms,
    String deadLetters) {}

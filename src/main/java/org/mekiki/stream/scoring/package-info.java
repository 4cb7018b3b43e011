/**
 * The scoring topology: frames in; scores, heatmaps, anomalies, alarms and dead letters out.
 *
 * <p>Start at {@link org.mekiki.stream.scoring.ScoringTopology}, then {@link
 * org.mekiki.stream.scoring.ScoringProcessor}.
 */
package org.mekiki.stream.scoring;

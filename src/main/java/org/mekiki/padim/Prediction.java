package org.mekiki.padim;

import org.mekiki.padim.map.AnomalyMap;

/**
 * What PaDiM says of one image.
 *
 * @param map distance at every pixel of the resized picture
 * @param score the map's maximum, unclamped
 * @param normalizedScore the score on the scale of the validation maps, 0…1
 * @param anomalous whether the score is at least the threshold
 */
public record Prediction(AnomalyMap map, double score, double normalizedScore, boolean anomalous) {}

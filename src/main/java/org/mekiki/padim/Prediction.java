package org.mekiki.padim;

import java.util.Optional;
import org.mekiki.padim.map.AnomalyMap;

/**
 * What PaDiM says of one image.
 *
 * @param map distance at every pixel of the resized picture
 * @param score the map's maximum, unclamped; at least the threshold if the image is unlike the good
 *     ones
 * @param normalizedScore the score on the scale of the validation maps, 0…1
 * @param anomalous whether the score is at least the threshold
 * @param unlike why the image is anomalous though its map is not: as a whole it is unlike the good
 *     ones; else empty
 */
public record Prediction(
    AnomalyMap map,
    double score,
    double normalizedScore,
    boolean anomalous,
    Optional<String> unlike) {}

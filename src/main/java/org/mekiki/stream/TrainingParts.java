package org.mekiki.stream;

import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.model.ManifestSigner;

/**
 * What the training topology works with, shared by all its threads.
 *
 * @param embedder frame → embedding
 * @param settings of the trainer
 * @param goodPartitions number of partitions of the topic of good frames
 * @param deadLetters how dead letters are made
 * @param signer of manifests
 * @param listener is told of each frame
 */
public record TrainingParts(
    FrameEmbedder embedder,
    TrainingSettings settings,
    int goodPartitions,
    DeadLetters deadLetters,
    ManifestSigner signer,
    InspectionListener listener) {}

package org.mekiki.stream.training.message;

import java.time.Duration;
import java.util.Optional;
import org.mekiki.inspect.BackboneQuantizer;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.NetworkSource;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.letters.DeadLetters;

/**
 * What the training topology works with, shared by all its threads.
 *
 * @param embedder frame → embedding
 * @param goodPartitions number of partitions of the topic of good frames
 * @param reader record → frame
 * @param inFlight remembers what is being worked on, in case it kills the process
 * @param gaps is told where records of the input topic are missing
 * @param int8 how models get networks of their own; empty if all use the trainer's
 * @param runExpiry a teaching run of which nothing is heard for this long is given up
 * @param views how models with a view are made
 * @param fitBytes most heap that a fit may take
 */
public record TrainingParts(
    FrameEmbedder embedder,
    TrainingSettings settings,
    int goodPartitions,
    FrameReader reader,
    DeadLetters deadLetters,
    InFlight inFlight,
    OffsetGaps gaps,
    ManifestSigner signer,
    InspectionListener listener,
    Optional<Int8> int8,
    Duration runExpiry,
    TrainingViews views,
    long fitBytes,
    TrainingTracing tracing) {

  /**
   * How models get a network in int8.
   *
   * @param frames good frames that it is made by, 1 or more: the first ones of a run, or all if
   *     there are fewer
   * @param reading time after which no further one is read
   */
  public record Int8(
      BackboneQuantizer quantizer, NetworkSource networks, int frames, Duration reading) {
    public Int8 {
      if (frames < 1) {
        throw new IllegalArgumentException("frames " + frames + ": must be at least 1");
      }
    }
  }
}

package org.mekiki.stream.training;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mekiki.model.Calibration;
import org.mekiki.model.ChunkDigest;
import org.mekiki.model.ChunkIndex;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.PublishedGraph;
import org.mekiki.model.RegularizationText;
import org.mekiki.model.StoredReduction;
import org.mekiki.model.TaughtPictures;
import org.mekiki.model.TrainingFacts;
import org.mekiki.padim.AnomalyMap;
import org.mekiki.padim.MapInterpolator;
import org.mekiki.padim.MinMaxNormalizer;
import org.mekiki.padim.Threshold;
import org.mekiki.padim.Thresholds;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.HeldOutFrame;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingSettings;

/**
 * Tiles' results → manifest: puts the held-out frames' maps together from the tiles' distances, and
 * takes scale and threshold from them.
 *
 * <p>Good frames that the sender held out count where there are any; else frames of the training
 * set, each left out of its own model.
 */
final class ModelCalibrator {
  private final TrainingSettings settings;
  private final MapInterpolator interpolator;

  ModelCalibrator(TrainingSettings settings) {
    this.settings = settings;
    this.interpolator =
        new MapInterpolator(
            settings.embedding().grid(), settings.backbone().preprocessing().shape());
  }

  /**
   * The manifest.
   *
   * @param network that was made for the model; empty for the trainer's own
   * @param took from the last frame until now
   */
  ModelManifest manifest(
      TrainingCommand command,
      TileCounted counted,
      List<TileFitted> tiles,
      Optional<NetworkPieces.Network> network,
      Instant now,
      Duration took) {
    Instant at = Instant.ofEpochMilli(counted.getAt());
    FrameRole goodRole = counted.getValidationFrames() > 0 ? FrameRole.VALIDATION : FrameRole.TRAIN;
    Maps good = maps(tiles, goodRole);
    Maps bad = maps(tiles, FrameRole.DEFECT);
    double rate =
        command.falseAlarmRate() == null ? settings.falseAlarmRate() : command.falseAlarmRate();
    Threshold threshold = settings.threshold().apply(rate);
    double value = value(threshold, good, bad);
    List<ChunkDigest> digests = new ArrayList<>();
    for (TileFitted tile : tiles) {
      for (int i = 0; i < tile.getChunkSha256().size(); i++) {
        digests.add(
            new ChunkDigest(
                tile.getChunkSha256().get(i), Math.toIntExact(tile.getChunkBytes().get(i))));
      }
    }
    org.mekiki.model.ProjectionCodec.chunks(settings.embedding().reduction())
        .forEach(chunk -> digests.add(ChunkDigest.of(chunk)));
    network.ifPresent(n -> n.pieces().forEach(piece -> digests.add(ChunkDigest.of(piece))));
    Map<String, Long> offsets = new TreeMap<>();
    counted.getOffsets().forEach((partition, offset) -> offsets.put("good-" + partition, offset));
    return ModelManifest.of(
        command.model(),
        tiles.get(0).getVersion(),
        at,
        network.map(n -> n.backbone(settings.backbone())).orElse(settings.backbone()),
        settings.embedding().grid(),
        settings.embedding().neighbourhood(),
        StoredReduction.of(settings.embedding().reduction()),
        ChunkIndex.of(settings.tiling(), settings.precision(), digests),
        new TrainingFacts(
            now,
            counted.getFrames(),
            good.scores().length,
            Math.max(0, took.toMillis() / 1000.0),
            RegularizationText.of(settings.regularization()),
            offsets,
            new TaughtPictures(
                counted.getWidth(),
                counted.getHeight(),
                counted.getBits(),
                counted.getMixedShapes())),
        Calibration.of(
            normalizer(good, bad, value),
            value,
            threshold.describe()
                + (goodRole == FrameRole.TRAIN ? ", each left out of its own model" : ""),
            good.scores()),
        network.map(n -> n.published(settings.backbone())).orElse(PublishedGraph.NONE));
  }

  private static double value(Threshold threshold, Maps good, Maps bad) {
    try {
      return Thresholds.choose(threshold, good.scores(), bad.scores());
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(e.getMessage(), e);
    }
  }

  /** As {@link org.mekiki.padim.Padim#validate} has it. */
  private static MinMaxNormalizer normalizer(Maps good, Maps bad, double threshold) {
    return bad.scores().length == 0
        ? MinMaxNormalizer.fromGood(good.min(), good.max(), threshold)
        : new MinMaxNormalizer(Math.min(good.min(), bad.min()), Math.max(good.max(), bad.max()));
  }

  private record Maps(double[] scores, double min, double max) {}

  private Maps maps(List<TileFitted> tiles, FrameRole role) {
    List<Integer> positions = new ArrayList<>();
    List<HeldOutFrame> first = tiles.get(0).getHeldOut();
    for (int i = 0; i < first.size(); i++) {
      if (first.get(i).getRole() == role) {
        positions.add(i);
      }
    }
    double[] scores = new double[positions.size()];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      AnomalyMap map = interpolator.map(distances(tiles, positions.get(i)));
      scores[i] = map.max();
      max = Math.max(max, scores[i]);
      for (float value : map.values()) {
        min = Math.min(min, value);
      }
    }
    return new Maps(scores, min, max);
  }

  private float[] distances(List<TileFitted> tiles, int position) {
    List<byte[]> parts = new ArrayList<>(tiles.size());
    long frame = tiles.get(0).getHeldOut().get(position).getFrame();
    for (TileFitted tile : tiles) {
      HeldOutFrame heldOut = tile.getHeldOut().get(position);
      if (heldOut.getFrame() != frame) {
        throw new RunRefusedException(
            "the tiles of the model held out different frames of this run; teach again");
      }
      parts.add(TrainingMessages.bytes(heldOut.getDistances()));
    }
    return TrainingMessages.floats(parts);
  }
}

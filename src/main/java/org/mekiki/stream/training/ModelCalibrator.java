package org.mekiki.stream.training;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.mekiki.model.Calibration;
import org.mekiki.model.GoodFrames;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.PublishedGraph;
import org.mekiki.model.TaughtPictures;
import org.mekiki.model.TrainingFacts;
import org.mekiki.model.chunk.ChunkDigest;
import org.mekiki.model.chunk.ChunkIndex;
import org.mekiki.model.chunk.StoredReduction;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.map.MapInterpolator;
import org.mekiki.padim.threshold.Calibrated;
import org.mekiki.padim.threshold.Calibrator;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.HeldOutMaps;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.HeldOutFrame;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingLooks;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.run.RunRefusedException;
import org.mekiki.view.View;

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

  private final Optional<View> view;

  /**
   * @param view what the model sees of a frame; empty for all of it
   */
  ModelCalibrator(TrainingSettings settings, Optional<View> view) {
    this.settings = settings;
    this.view = view;
    Grid grid = settings.embedding().grid();
    ImageShape input = settings.backbone().preprocessing().shape();
    this.interpolator =
        view.map(View::canvas)
            .filter(canvas -> !canvas.whole())
            .map(canvas -> new MapInterpolator(canvas.patches(grid), input))
            .orElseGet(() -> new MapInterpolator(grid, input));
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
    HeldOut good = heldOut(tiles, goodRole);
    HeldOut bad = heldOut(tiles, FrameRole.DEFECT);
    double rate =
        command.falseAlarmRate() == null ? settings.falseAlarmRate() : command.falseAlarmRate();
    Calibrator calibrator = new Calibrator(settings.threshold().apply(rate));
    CommonDistance before = common(calibrator, good);
    boolean learnedAlone = goodRole == FrameRole.TRAIN && bad.ids.isEmpty();
    boolean allSigned = counted.getFrames() <= Repetition.MAX_IMAGES;
    HeldOutMaps raw = maps(good, before);
    GoodGroups groups =
        calibrator.groups(raw, learnedAlone && allSigned ? good.signatures : List.of());
    if (groups.exist()) {
      groups.scale(good.distances, good.signatures);
    }
    CommonDistance common = groups.exist() ? common(calibrator, good) : before;
    HeldOutMaps goodMaps = groups.exist() ? maps(good, common) : raw;
    Calibrated made =
        orRefused(
            () ->
                learnedAlone
                    ? calibrator.calibrate(goodMaps, groups, counted.getFrames())
                    : calibrator.calibrate(goodMaps, maps(bad, common)));
    List<ChunkDigest> digests = new ArrayList<>();
    for (TileFitted tile : tiles) {
      for (int i = 0; i < tile.getChunkSha256().size(); i++) {
        digests.add(
            new ChunkDigest(
                tile.getChunkSha256().get(i), Math.toIntExact(tile.getChunkBytes().get(i))));
      }
    }
    org.mekiki.model.chunk.ProjectionCodec.chunks(settings.embedding().reduction())
        .forEach(chunk -> digests.add(ChunkDigest.of(chunk)));
    network.ifPresent(n -> n.pieces().forEach(piece -> digests.add(ChunkDigest.of(piece))));
    TaughtLooks looks = TrainingLooks.of(counted);
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
            goodMaps.scores().length,
            Math.max(0, took.toMillis() / 1000.0),
            settings.regularization().toString(),
            offsets,
            new TaughtPictures(
                counted.getWidth(),
                counted.getHeight(),
                counted.getBits(),
                counted.getMixedShapes(),
                looks)),
        Calibration.of(
                made.normalizer(),
                made.threshold(),
                calibrator.describe()
                    + (goodRole == FrameRole.TRAIN ? ", each left out of its own model" : ""),
                goodMaps.scores())
            .with(
                GoodFrames.of(
                    looks.warning(TrainingLooks.culprits(counted)).map(made::with).orElse(made),
                    good.ids))
            .with(groups)
            .lessCommon(common),
        network.map(n -> n.published(settings.backbone())).orElse(PublishedGraph.NONE),
        view);
  }

  private static Calibrated orRefused(Supplier<Calibrated> calibration) {
    try {
      return calibration.get();
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(RunFailure.NO_THRESHOLD, e.getMessage(), e);
    }
  }

  /**
   * Held-out frames of a role.
   *
   * @param distances {@code [frame][patch]}
   * @param signatures of the frames; empty where one is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record HeldOut(List<String> ids, float[][] distances, List<float[]> signatures) {}

  private HeldOut heldOut(List<TileFitted> tiles, FrameRole role) {
    List<String> ids = new ArrayList<>();
    List<float[]> distances = new ArrayList<>();
    List<float[]> signatures = new ArrayList<>();
    List<HeldOutFrame> first = tiles.get(0).getHeldOut();
    for (int i = 0; i < first.size(); i++) {
      HeldOutFrame frame = first.get(i);
      if (frame.getRole() == role) {
        distances.add(distances(tiles, i));
        ids.add(frame.getName());
        if (frame.getSignature().hasRemaining()) {
          byte[] signature = TrainingMessages.bytes(frame.getSignature());
          signatures.add(TrainingMessages.floats(List.of(signature)));
        }
      }
    }
    return new HeldOut(
        ids,
        distances.toArray(new float[0][]),
        signatures.size() == ids.size() ? signatures : List.of());
  }

  private CommonDistance common(Calibrator calibrator, HeldOut good) {
    return calibrator.common(
        CommonDistance.of(settings.regularization()), good.distances, interpolator::counted);
  }

  private HeldOutMaps maps(HeldOut frames, CommonDistance common) {
    return HeldOutMaps.of(
        frames.distances,
        distances -> interpolator.map(common.takenOff(distances, interpolator.counted(distances))));
  }

  private float[] distances(List<TileFitted> tiles, int position) {
    List<byte[]> parts = new ArrayList<>(tiles.size());
    long frame = tiles.get(0).getHeldOut().get(position).getFrame();
    for (TileFitted tile : tiles) {
      HeldOutFrame heldOut = tile.getHeldOut().get(position);
      if (heldOut.getFrame() != frame) {
        throw new RunRefusedException(
            RunFailure.INCOMPLETE,
            "the tiles of the model held out different frames of this run; teach again");
      }
      parts.add(TrainingMessages.bytes(heldOut.getDistances()));
    }
    return TrainingMessages.floats(parts);
  }
}

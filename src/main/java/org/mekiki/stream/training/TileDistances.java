package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.HeldOutFrame;
import org.mekiki.stream.training.message.TrainingMessages;

/** Distances of a tile's held-out frames, by which the threshold is found. */
final class TileDistances {
  private static final byte[] NO_SIGNATURE = {};

  private TileDistances() {}

  /** Distances of the held-out training frames, each to the Gaussians without it; may be empty. */
  static float[] leftOut(
      RunSettings.Each run,
      TileStore tile,
      int number,
      RunningGaussian gaussian,
      PatchGaussians fitted) {
    List<TileStore.Held> frames = tile.heldOut(FrameRole.TRAIN, run.settings().heldOut());
    if (frames.isEmpty() || gaussian.count() < Gathered.MIN_LEAVE_ONE_OUT) {
      return new float[0];
    }
    return gaussian.leaveOneOut(
        fitted,
        run.tiles().floats(number, frames),
        frames.size(),
        new TileCopies(tile, run.tiles(), number, gaussian.count()).of(frames));
  }

  /** Distances of all held-out frames; those of a role are measured together. */
  static List<HeldOutFrame> heldOut(
      RunSettings.Each run, TileStore tile, int number, float[] leftOut, PatchGaussians fitted) {
    List<HeldOutFrame> out = new ArrayList<>();
    for (FrameRole role : FrameRole.values()) {
      List<TileStore.Held> ofRole = tile.heldOut(role, run.settings().heldOut());
      boolean learned = role == FrameRole.TRAIN;
      if (ofRole.isEmpty() || (learned && leftOut.length == 0)) {
        continue;
      }
      float[] distances =
          learned
              ? leftOut
              : MahalanobisDistance.distances(
                  run.tiles().floats(number, ofRole), ofRole.size(), fitted);
      for (int i = 0; i < ofRole.size(); i++) {
        ByteBuffer bytes =
            TrainingMessages.bytes(distances, i * fitted.patches(), fitted.patches());
        long frame = ofRole.get(i).frame();
        ByteBuffer signature = ByteBuffer.wrap(learned ? tile.signature(frame) : NO_SIGNATURE);
        out.add(new HeldOutFrame(frame, role, bytes, tile.name(role, frame), signature));
      }
    }
    return out;
  }
}

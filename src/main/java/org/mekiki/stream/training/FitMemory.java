package org.mekiki.stream.training;

import org.mekiki.padim.Variations;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.run.DeadlyWork;
import org.mekiki.stream.training.run.RunRefusedException;
import org.mekiki.text.Text;

/**
 * Heap that a fit takes, by its frames: the larger of one tile's Gaussians with its embeddings, and
 * the distances of all held-out frames, which come together from all tiles.
 *
 * <p>A fit that can't fit is refused. One that only does not fit beside all else ends the process,
 * and after that is tried alone, see {@link DeadlyWork}.
 */
final class FitMemory {
  /** A held-out frame of a tile beside its distances: its objects. */
  private static final int FRAME_BYTES = 200;

  /** Gaussians of a tile: as read, put together, as numbers, fitted and written. */
  private static final int GAUSSIANS = 5;

  /** Embeddings: as they are kept, and as numbers. */
  private static final int EMBEDDINGS = 2;

  private final TrainingSettings settings;
  private final long frames;
  private final long heldOut;

  /**
   * @param validation good frames that the sender held out
   */
  FitMemory(TrainingSettings settings, long frames, long validation) {
    this.settings = settings;
    this.frames = frames;
    this.heldOut = Math.min(settings.heldOut(), frames) + Math.min(settings.heldOut(), validation);
  }

  /**
   * Refuses a fit that is too large.
   *
   * @param most bytes that it may take
   * @throws RunRefusedException that says why
   */
  void require(long most) {
    int patches = settings.tiling().patchesPerTile();
    int dimensions = settings.tiling().dimensions();
    long tile =
        GAUSSIANS * patches * RunningGaussian.bytesPerPatch(dimensions)
            + EMBEDDINGS * embeddings() * Float.BYTES * patches * dimensions;
    require(
        tile,
        most,
        Text.of(
            "%d embeddings and the Gaussians of %d patches with %d dimensions, for each tile",
            embeddings(), patches, dimensions));
    int tiles = settings.tiling().tiles();
    long each = FRAME_BYTES + (long) Float.BYTES * patches;
    require(
        heldOut * tiles * each,
        most,
        Text.of("%d held-out frames x %d tiles x %d bytes", heldOut, tiles, each));
  }

  /** Those that are in memory at the same time, of a tile. */
  private long embeddings() {
    int copies = Variations.each(frames);
    return Math.max(
        Math.min(settings.foldEvery(), frames) + copies * frames,
        (1 + copies) * Math.min(settings.heldOut(), frames));
  }

  private static void require(long bytes, long most, String what) {
    if (bytes > most) {
      throw new RunRefusedException(
          RunFailure.MEMORY,
          Text.of(
              "the fit takes up to %s of the heap, and this trainer has %s for it: %s; raise the"
                  + " heap (-Xmx in MEKIKI_JAVA_OPTS, or the container's memory), lower"
                  + " train.validation.max-frames or padim.dimensions, or choose smaller inputs in"
                  + " the view",
              mib(bytes), mib(most), what));
    }
  }

  private static String mib(long bytes) {
    return (Math.max(0, bytes) + (1L << 20) - 1 >> 20) + " MiB";
  }
}

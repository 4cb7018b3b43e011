package org.mekiki.camera.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FrameSource;

/**
 * Several simulated cameras in turn, {@code cam-1} on, over the same kind of part. For one thread.
 */
public final class SimulatedLine implements FrameSource {
  /** Keeps what is learned apart from what is scored. */
  private static final long TEACHING_SEED = 0x7ea;

  private final List<SimulatedCamera> cameras = new ArrayList<>();
  private final long frames;
  private long next;

  /**
   * A line.
   *
   * @param seed decides everything together with the options
   * @param frames of all cameras together; {@link Long#MAX_VALUE} for a line that never stops
   */
  public SimulatedLine(int cameras, long seed, long frames, SimulationOptions options) {
    if (cameras < 1) {
      throw new IllegalArgumentException("simulated line: " + cameras + " cameras; at least 1");
    }
    this.frames = frames;
    for (int camera = 1; camera <= cameras; camera++) {
      this.cameras.add(new SimulatedCamera("cam-" + camera, seed + camera, frames, options));
    }
  }

  /** Good frames of the same part to learn from, none of which a line of this seed shows. */
  public static SimulatedCamera teacher(long seed, long frames, SimulationOptions options) {
    return new SimulatedCamera("teacher", seed ^ TEACHING_SEED, frames, options.withDefectRate(0));
  }

  @Override
  public Optional<CapturedFrame> next() {
    if (next >= frames) {
      return Optional.empty();
    }
    return cameras.get((int) (next++ % cameras.size())).next();
  }

  @Override
  public void close() {
    next = frames;
    cameras.forEach(SimulatedCamera::close);
  }
}

package org.mekiki.inspect.alarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Scores of the frames that one model judged good, over a span of event time. The span is cut in
 * {@value #SLICES} slices that go one by one, so the window covers between five sixths and all of
 * it, in bounded memory.
 *
 * @param slices oldest first
 */
public record DriftWindow(String model, long modelVersion, List<Slice> slices) {
  static final int SLICES = 6;

  public DriftWindow {
    Objects.requireNonNull(model, "model");
    slices = List.copyOf(slices);
  }

  /**
   * A part of the window.
   *
   * @param index which part of time, in slices since 1970
   * @param counts scores in each bin
   * @param sum of the standardized scores
   * @param squares sum of their squares
   */
  @SuppressWarnings("ArrayRecordComponent") // made here, never changed
  public record Slice(long index, int[] counts, long frames, double sum, double squares) {
    static Slice empty(long index, int bins) {
      return new Slice(index, new int[bins], 0, 0, 0);
    }

    Slice with(int bin, double standardized) {
      int[] more = counts.clone();
      more[bin]++;
      return new Slice(
          index, more, frames + 1, sum + standardized, squares + standardized * standardized);
    }
  }

  static DriftWindow empty(FrameOutcome.Scored by) {
    return new DriftWindow(by.model(), by.modelVersion(), List.of());
  }

  /** Whether these scores can be compared with this frame's. */
  boolean fits(FrameOutcome.Scored by, ScoreReference reference) {
    return model.equals(by.model())
        && modelVersion == by.modelVersion()
        && slices.stream().allMatch(slice -> slice.counts().length == reference.bins());
  }

  /** One more score; what has become too old goes. */
  DriftWindow with(double score, ScoreReference reference, long now, DriftRule rule) {
    long index = Math.floorDiv(now, rule.window().toMillis() / SLICES);
    List<Slice> kept = new ArrayList<>();
    for (Slice slice : slices) {
      // A window of another length counted its slices otherwise: theirs are far from ours.
      if (slice.index() > index - SLICES && slice.index() <= index) {
        kept.add(slice);
      }
    }
    boolean begun = !kept.isEmpty() && kept.get(kept.size() - 1).index() == index;
    Slice newest = begun ? kept.remove(kept.size() - 1) : Slice.empty(index, reference.bins());
    kept.add(newest.with(reference.bin(score), reference.standardized(score)));
    return new DriftWindow(model, modelVersion, kept);
  }

  /** What the window says; empty with too few frames. */
  Optional<Drift> measure(ScoreReference reference, DriftRule rule) {
    int[] counts = new int[reference.bins()];
    long frames = 0;
    double sum = 0;
    double squares = 0;
    for (Slice slice : slices) {
      for (int b = 0; b < counts.length; b++) {
        counts[b] += slice.counts()[b];
      }
      frames += slice.frames();
      sum += slice.sum();
      squares += slice.squares();
    }
    if (frames < rule.minimumFrames()) {
      return Optional.empty();
    }
    double variance = Math.max(0, (squares - sum * sum / frames) / (frames - 1));
    return Optional.of(
        new Drift(
            reference.psi(counts, frames),
            reference.chance(frames),
            sum / frames,
            Math.sqrt(variance),
            frames));
  }
}

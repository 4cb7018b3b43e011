package org.mekiki.detect;

import java.util.List;

/**
 * What is painted.
 *
 * @param contrasts in grey levels, rising, each 1 to 255
 * @param sizes in pixels of the frame, rising, each at least 2; empty for sizes that follow from
 *     how fine the model sees
 * @param frames most good frames that are painted on, at least 1
 * @param places most defects on one frame at a time, at least 1
 * @param seed decides kinds, places and directions together with the frames
 * @param threads at least 1
 */
public record DetectionSettings(
    List<Integer> contrasts, List<Double> sizes, int frames, int places, long seed, int threads) {
  /** Frames that are painted on: with {@link #PLACES} on each, 32 defects of each kind and size. */
  public static final int FRAMES = 8;

  /** Defects on a frame at a time. */
  public static final int PLACES = 4;

  public DetectionSettings {
    contrasts = contrasts.stream().sorted().distinct().toList();
    sizes = sizes.stream().sorted().distinct().toList();
    if (contrasts.isEmpty() || contrasts.get(0) < 1 || contrasts.get(contrasts.size() - 1) > 255) {
      throw new IllegalArgumentException(
          "contrasts " + contrasts + " are not valid: at least one, each 1 to 255 grey levels");
    }
    if (!sizes.isEmpty() && !(sizes.get(0) >= 2)) {
      throw new IllegalArgumentException(
          "sizes " + sizes + " are not valid: each must be at least 2 pixels");
    }
    if (frames < 1 || places < 1 || threads < 1) {
      throw new IllegalArgumentException(
          frames + " frames, " + places + " places, " + threads + " threads: each at least 1");
    }
  }

  /** Contrasts 30, 60 and 120, and sizes that follow from how fine the model sees. */
  public static DetectionSettings defaults(long seed, int threads) {
    return new DetectionSettings(List.of(30, 60, 120), List.of(), FRAMES, PLACES, seed, threads);
  }
}

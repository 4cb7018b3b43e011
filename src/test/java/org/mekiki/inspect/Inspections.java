package org.mekiki.inspect;

import java.util.List;
import java.util.Optional;
import org.mekiki.image.EncodedHeatmap;

/** Verdicts without regions, as tests of what is made of them need them. */
public final class Inspections {
  private Inspections() {}

  /** An anomalous one of 64x48 whose score is the threshold, 10. */
  public static Inspection atTheThreshold(
      String model,
      StageTimes times,
      Optional<String> region,
      Optional<String> notAligned,
      Optional<String> unlike) {
    return new Inspection(
        model,
        1,
        10,
        0.5,
        10,
        true,
        64,
        48,
        List.of(),
        new EncodedHeatmap(1, 1, 0, 0, new byte[0]),
        times,
        region,
        notAligned,
        unlike);
  }
}

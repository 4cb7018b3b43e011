package org.mekiki.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mekiki.text.Text;

/** Figures for people. */
public final class BenchTable {
  private static final Set<String> COMPARED =
      Set.of(FrameBench.BACKBONE, FrameBench.FROM_TENSOR, FrameBench.FROM_PICTURE);

  private BenchTable() {}

  /**
   * A line for each figure.
   *
   * @param before figures of an earlier run, to be compared with; may be empty
   */
  public static List<String> lines(List<Measurement> measurements, List<Measurement> before) {
    int width = measurements.stream().mapToInt(m -> m.stage().length()).max().orElse(0);
    width = Math.max(width, "stage".length());
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, "%-" + width + "s  threads         ms  x backbone", "stage")
            + (before.isEmpty() ? "" : "    before  change"));
    for (Measurement m : measurements) {
      String line =
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %7d  %9.3f  %10.3f",
              m.stage(),
              m.threads(),
              m.medianMillis(),
              m.ratioToBackbone());
      lines.add(line + find(m, before).map(old -> change(m, old)).orElse(""));
    }
    return lines;
  }

  /**
   * The network and whole frames as multiples of ResNet-18 in the same rounds; nothing if it was
   * not measured.
   */
  public static List<String> againstResNet18(List<Measurement> measurements) {
    return measurements.stream()
        .filter(m -> m.stage().equals(FrameBench.RESNET18))
        .findFirst()
        .map(
            resnet ->
                measurements.stream()
                    .filter(m -> m.threads() == 1 && COMPARED.contains(m.stage()))
                    .map(
                        m ->
                            Text.of(
                                "%s: %.2f x ResNet-18",
                                m.stage(), m.ratioToBackbone() / resnet.ratioToBackbone()))
                    .toList())
        .orElse(List.of());
  }

  private static String change(Measurement now, Measurement before) {
    double percent = (now.ratioToBackbone() / before.ratioToBackbone() - 1) * 100;
    return Text.of("  %8.3f  %+5.0f %%", before.ratioToBackbone(), percent);
  }

  static Optional<Measurement> find(Measurement like, List<Measurement> measurements) {
    return measurements.stream().filter(like::isSameAs).findFirst();
  }
}

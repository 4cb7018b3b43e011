package org.mekiki.app.backbone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mekiki.app.common.PreprocessingText;
import org.mekiki.onnx.BackboneFiles.Inspection;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.FeatureProposal.Candidate;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/** A backbone's facts, for people and for programs. */
final class BackboneText {
  private static final double MILLION = 1e6;

  private BackboneText() {}

  /** Input, cost, and a line for each tensor that can serve. */
  static void print(Terminal terminal, Path file, Inspection inspection) {
    terminal.print("file        %s (sha256 %s)", file, inspection.sha256());
    terminal.print("input       %s", PreprocessingText.of(inspection.preprocessing()));
    terminal.print("whole graph %.1f million multiply-adds", inspection.wholeMacs() / MILLION);
    terminal.print("");
    List<Candidate> candidates = inspection.proposal().candidates();
    int width =
        Math.max(6, candidates.stream().mapToInt(c -> c.shape().name().length()).max().orElse(6));
    String row = "%-1s %-" + width + "s  %-12s %6s %8s %9s %16s";
    terminal.print(row, "", "tensor", "operator", "stride", "channels", "grid", "cost up to there");
    for (Candidate candidate : candidates) {
      boolean proposed = inspection.proposal().proposed().contains(candidate.shape().name());
      terminal.print(
          row,
          proposed ? "*" : "",
          candidate.shape().name(),
          candidate.operator() + (candidate.tokens() ? " (tokens)" : ""),
          candidate.stride(),
          candidate.shape().channels(),
          candidate.shape().height() + "x" + candidate.shape().width(),
          cost(candidate.macs(), inspection.wholeMacs()));
    }
    terminal.print("");
    advise(terminal, file, inspection);
  }

  private static String cost(long macs, long whole) {
    long percent = whole == 0 ? 0 : Math.round(100.0 * macs / whole);
    return Text.of("%.1f M %3d %%", macs / MILLION, percent);
  }

  private static void advise(Terminal terminal, Path file, Inspection inspection) {
    List<String> proposed = inspection.proposal().proposed();
    if (!inspection.chosen().isEmpty()) {
      terminal.print("It was cut at %s, which are used.", String.join(", ", inspection.chosen()));
    } else if (inspection.proposal().candidates().isEmpty()) {
      terminal.print("No tensor can serve: none is a map of more than one patch.");
    } else if (proposed.isEmpty()) {
      terminal.print("None is proposed: no tensor has stride 4, 8 or 16; name some by --features.");
    } else {
      terminal.print("* is proposed, and used where no features are named. To cut it there:");
      terminal.print(
          "  mekiki backbone cut %s --features %s -o cut.onnx", file, String.join(",", proposed));
    }
  }

  /** What was written, and how to use it. */
  static void printWritten(Terminal terminal, Path file, BackboneGraph network) {
    terminal.print("%s (sha256 %s)", file, network.backbone().sha256());
    terminal.print("  input     %s", PreprocessingText.of(network.backbone().preprocessing()));
    terminal.print(
        "  features  %s",
        network.backbone().features().stream()
            .map(f -> Text.of("%s %dx%dx%d", f.name(), f.channels(), f.height(), f.width()))
            .collect(Collectors.joining(", ")));
    terminal.print("Use it by --backbone %s", file);
  }

  /** For {@code --json}. */
  static Map<String, Object> figures(Inspection inspection) {
    List<Map<String, Object>> tensors = new ArrayList<>();
    for (Candidate candidate : inspection.proposal().candidates()) {
      Map<String, Object> tensor = new LinkedHashMap<>();
      tensor.put("name", candidate.shape().name());
      tensor.put("operator", candidate.operator());
      tensor.put("stride", candidate.stride());
      tensor.put("channels", candidate.shape().channels());
      tensor.put("rows", candidate.shape().height());
      tensor.put("columns", candidate.shape().width());
      tensor.put("multiplyAdds", candidate.macs());
      tensor.put("tokens", candidate.tokens());
      tensors.add(tensor);
    }
    Preprocessing input = inspection.preprocessing();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("sha256", inspection.sha256());
    figures.put("width", input.shape().width());
    figures.put("height", input.shape().height());
    figures.put("resizeWidth", input.resized().width());
    figures.put("resizeHeight", input.resized().height());
    figures.put("channelOrder", input.order().name());
    figures.put("mean", input.mean());
    figures.put("std", input.std());
    figures.put("preprocessingSha256", input.sha256());
    figures.put("multiplyAdds", inspection.wholeMacs());
    figures.put("tensors", tensors);
    figures.put("proposed", inspection.proposal().proposed());
    figures.put("chosen", inspection.chosen());
    return figures;
  }
}

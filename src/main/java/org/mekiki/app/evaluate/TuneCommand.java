package org.mekiki.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.JsonFile;
import org.mekiki.app.common.PadimOptions;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.ViewOptions;
import org.mekiki.camera.FolderSource;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.evaluate.Comparison;
import org.mekiki.evaluate.data.DataSetException;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.StateFolder;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.Viewer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki tune DIR}: which network, dimensions and view find painted defects best. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = {
      "Compares networks, numbers of dimensions and a view on good frames: each learns most of"
          + " them, and ranks the others with and without painted defects"
          + " (docs/detectability.md). Needs no Kafka and no defect.",
      "Differences below 0.03 mean nothing. Don't choose an alignment, a blur or a threshold by"
          + " it.",
      "Files that can't be used are listed, and the command ends with 1."
    })
public final class TuneCommand implements Callable<Integer> {
  private static final String BUILT_IN = "built-in";

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Mixin private PadimOptions padimOptions;

  @Mixin private ViewOptions viewOptions;

  @Parameters(paramLabel = "DIR", description = "Good frames, at least 15.")
  private Path folder;

  @Option(
      names = "--network",
      paramLabel = "FILE|built-in",
      description =
          "Another network to compare with the configured one. Can be repeated. Default:"
              + " built-in, if another one is configured.")
  private List<String> networks = new ArrayList<>();

  @Option(
      names = "--compare-dimensions",
      paramLabel = "D",
      split = ",",
      defaultValue = "100,200,400",
      description =
          "Numbers of features per patch to compare, besides the configured one. Those that a"
              + " network does not have are left out. Default: ${DEFAULT-VALUE}.")
  private List<Integer> dimensions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of frames that are scored at a time. Default: one per processor.")
  @InRange(from = 1)
  private Integer threads;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Also write the figures as JSON.")
  private Path json;

  public TuneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * What is compared.
   *
   * @param network empty for the configured one
   */
  private record Variant(String network, String name, int dimensions, boolean viewed) {}

  /** How a variant did. */
  private record Row(Variant variant, double auroc) {}

  @Override
  public Integer call() throws IOException {
    int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (!Files.isDirectory(folder)) {
      throw CommandException.badUsage("'" + folder + "' is not a folder");
    }
    ViewDraft draft = viewOptions.draft();
    List<Path> good = FolderSource.ofCamera(folder, "tune").files();
    List<Variant> variants = variants(draft, good.size());
    List<Row> rows = new ArrayList<>();
    try (StateFolder state = StateFolder.claim("tune", folder)) {
      MekikiConfig config = config("", null);
      ViewedNetwork places =
          ViewOptions.network(draft, good, config.image().decoder(), BackboneFactory.load(config));
      Comparison comparison =
          new Comparison(
              good,
              places.viewer(),
              limits(config),
              config.padim().seed(),
              workers,
              state.inFlight());
      for (Variant variant : variants) {
        Figure auroc = measure(comparison, variant, variant.viewed ? draft : null, good);
        rows.add(new Row(variant, auroc.value()));
      }
      terminal.print(
          "Painted defects on %d of %d good frames, the others learned; AUROC:",
          comparison.heldOut(), comparison.heldOut() + comparison.trained());
      print(rows);
      comparison
          .unreadable()
          .forEach(problem -> terminal.tell("%s: %s", problem.file(), problem.reason()));
      if (json != null) {
        JsonFile.write(json, rows.stream().map(row -> figures(row, rows.get(0))).toList());
      }
      return comparison.unreadable().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (DataSetException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  /**
   * The configured one first, then others by network, dimensions and view.
   *
   * @param good number of good frames
   */
  private List<Variant> variants(ViewDraft draft, int good) {
    Set<String> all = new LinkedHashSet<>();
    all.add("");
    PadimSettings padim = config("", null).padim();
    boolean other = !padim.backbone().isBuiltIn();
    all.addAll(networks.isEmpty() && other ? List.of(BUILT_IN) : networks);
    int configured = configured(padim, good);
    List<Variant> variants = new ArrayList<>();
    for (String network : all) {
      // Another network may have fewer features than the configured number of dimensions.
      MekikiConfig config = config(network, network.isEmpty() ? null : 1);
      int most = BackboneFactory.load(config).backbone().channels();
      Set<Integer> compared = new LinkedHashSet<>();
      if (padim.reduction() != ReductionMethod.ALL) {
        compared.add(padim.dimensions().isAuto() ? Math.min(configured, most) : configured);
        dimensions.stream().sorted().forEach(compared::add);
        compared.removeIf(d -> d > most);
      }
      if (compared.isEmpty()) {
        compared.add(most);
      }
      String name = config.padim().backbone().name();
      for (int d : compared) {
        variants.add(new Variant(network, name, d, false));
      }
      if (!draft.saysNothing()) {
        variants.add(new Variant(network, name, compared.iterator().next(), true));
      }
    }
    return variants;
  }

  /** D as configured, for the frames that are learned here. */
  private int configured(PadimSettings padim, int good) {
    int learned = Comparison.learned(good);
    int d = TrainingSettingsFactory.dimensions(padim, learned);
    if (padim.dimensionsAreAutomatic()) {
      terminal.tell(
          "dimensions are automatic: up to %d for the %d frames that are learned here, up to %d"
              + " for a model that learns all %d",
          d, learned, TrainingSettingsFactory.dimensions(padim, good), good);
    }
    return d;
  }

  private MekikiConfig config(String network, Integer d) {
    ConfigLoader loader = options.loader(terminal);
    padimOptions.apply(loader);
    if (!network.isEmpty()) {
      loader.set(PadimSettings.BACKBONE.name(), network, "--network");
      loader.set(PadimSettings.FEATURES.name(), "", "--network");
    }
    if (d != null) {
      loader.set(PadimSettings.DIMENSIONS.name(), String.valueOf(d), "--compare-dimensions");
    }
    return new BackboneFactory().checkedBy(loader).load();
  }

  private static ImageLimits limits(MekikiConfig config) {
    return new ImageLimits(config.image().maxPixels(), config.image().maxBytes());
  }

  private Figure measure(Comparison comparison, Variant variant, ViewDraft draft, List<Path> good) {
    MekikiConfig config = config(variant.network, variant.dimensions);
    ViewedNetwork network =
        draft == null
            ? ViewedNetwork.whole(BackboneFactory.load(config))
            : ViewOptions.network(
                draft, good, config.image().decoder(), BackboneFactory.load(config));
    terminal.tell("%s", label(variant));
    try (OnnxFeatureExtractor extractor = BackboneFactory.extractor(network.graph(), config);
        PhaseProgress progress = new PhaseProgress(terminal)) {
      EmbeddingSettings embedding =
          TrainingSettingsFactory.embedding(
              config.padim(), extractor.backbone(), network.own(), comparison.trained());
      Viewer viewer = network.viewer();
      PadimBuilder builder =
          Padim.builder(extractor)
              .embedding(embedding)
              .seed(config.padim().seed())
              .regularization(TrainingSettingsFactory.regularization(config.padim()))
              .areas(viewer.areas())
              .precision(TrainingSettingsFactory.precision(config.padim().modelPrecision()));
      viewer.patches(embedding.grid()).ifPresent(builder::patches);
      return comparison.auroc(builder.build(), viewer, progress);
    }
  }

  private static String label(Variant variant) {
    return Text.of(
        "%s, %d dimensions%s",
        variant.name, variant.dimensions, variant.viewed ? ", with the view" : "");
  }

  private void print(List<Row> rows) {
    int width = rows.stream().mapToInt(row -> label(row.variant).length()).max().orElse(0);
    Row now = rows.get(0);
    for (Row row : rows) {
      terminal.print(
          "  %-" + width + "s  %.3f  %s",
          label(row.variant),
          row.auroc,
          row == now ? "as configured" : difference(row, now));
    }
    List<Row> better =
        rows.stream().filter(row -> row.auroc - now.auroc >= Comparison.RESOLVED).toList();
    if (better.isEmpty()) {
      terminal.print("Nothing is better than what is configured.");
      return;
    }
    double best = better.stream().mapToDouble(Row::auroc).max().orElseThrow();
    List<String> names =
        better.stream()
            .filter(row -> best - row.auroc < Comparison.RESOLVED)
            .map(row -> label(row.variant))
            .toList();
    terminal.print(
        "Better than the configured one%s: %s.",
        names.size() > 1 ? ", and equally good" : "", String.join("; ", names));
  }

  private static String difference(Row row, Row now) {
    double by = row.auroc - now.auroc;
    return Math.abs(by) < Comparison.RESOLVED
        ? "no difference"
        : Text.of("%s by %.2f", by > 0 ? "better" : "worse", Math.abs(by));
  }

  private static Map<String, Object> figures(Row row, Row now) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("network", row.variant.name);
    figures.put("dimensions", row.variant.dimensions);
    figures.put("view", row.variant.viewed);
    figures.put("auroc", row.auroc);
    figures.put("difference", row == now ? "as configured" : difference(row, now));
    return figures;
  }
}

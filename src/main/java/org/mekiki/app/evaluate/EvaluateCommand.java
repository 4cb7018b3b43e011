package org.mekiki.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.OddFrames;
import org.mekiki.app.common.PadimOptions;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.ViewOptions;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.evaluate.Evaluation;
import org.mekiki.evaluate.EvaluationSettings;
import org.mekiki.evaluate.EvaluationSettings.PixelSize;
import org.mekiki.evaluate.Evaluator;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.DataSetException;
import org.mekiki.evaluate.data.DataSets;
import org.mekiki.evaluate.report.HtmlReport;
import org.mekiki.evaluate.report.JsonReport;
import org.mekiki.evaluate.report.TextReport;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.StateFolder;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewResolution;
import org.mekiki.view.Viewer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki evaluate DIR}: how good a model of this data set is. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Trains with a data set's good images, scores its test images and prints AUROC, AUPRO and"
          + " more. Needs no Kafka.",
      "DIR is laid out as MVTec AD (train/good, test/CLASS, ground_truth/CLASS), as VisA"
          + " (split_csv/1cls.csv beside or in it), or has the folders good and bad.",
      "Files that can't be used are listed, and the command ends with 1.",
      "Two networks in one model: --backbone built-in+net.onnx."
    })
public final class EvaluateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Mixin private PadimOptions padimOptions;

  @Mixin private ViewOptions viewOptions;

  @Parameters(paramLabel = "DIR", description = "The data set.")
  private Path folder;

  @Option(
      names = "--threshold",
      paramLabel = "HOW",
      description =
          "quantile: the false-alarm rate of good images, for each group of them whose scores"
              + " differ. one-quantile: for all of them. f1: the best F1 on a fifth of the test"
              + " images, which are then not measured. chi-square: from theory alone. Or a raw"
              + " score. Default: what padim.threshold.method says, quantile.")
  private String threshold;

  @Option(
      names = "--validation",
      paramLabel = "PART",
      defaultValue = "0",
      description =
          "Share of the training images that is held out to choose scale and threshold, 0 or more"
              + " and below 1. Default: 0, train with all and judge each by the model without it.")
  @InRange(from = 0, below = 1)
  private double validation;

  @Option(
      names = "--odd",
      paramLabel = "keep|remove",
      defaultValue = "keep",
      description =
          "What to do with good images that look unlike the rest. They never count for the"
              + " threshold. keep: learn them. remove: teach again without them, though"
              + " about half of them may be good. Default:"
              + " ${DEFAULT-VALUE}.")
  private String odd;

  @Option(
      names = "--detect",
      description =
          "Also paint defects on good test images and say from which size on they are found, by"
              + " kind and contrast, and where the model is blind (docs/detectability.md).")
  private boolean detect;

  @Option(
      names = "--pixel-size",
      paramLabel = "map|own",
      defaultValue = "map",
      description =
          "Where pixels are compared with masks: at the map's size, or at each image's own."
              + " Default: ${DEFAULT-VALUE}.")
  private String pixelSize;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Number of images that are scored at the same time. Default: one per processor.")
  @InRange(from = 1)
  private Integer threads;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "12",
      description =
          "Number of worst misses, and of worst false alarms, in the report. Default:"
              + " ${DEFAULT-VALUE}.")
  @InRange(from = 0)
  private int examples;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description =
          "Also write the figures to this file, as JSON. The same command gives the same bytes.")
  private Path json;

  @Option(
      names = "--timing",
      description =
          "Write the rate to framesPerSecond in the JSON. By default that is null, so that the same"
              + " command gives the same bytes.")
  private boolean timing;

  @Option(
      names = "--report",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Write a report here, one HTML file with charts and heatmaps.")
  private Path report;

  public EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ViewDraft draft = viewOptions.draft();
    ConfigLoader loader = options.loader(terminal);
    padimOptions.apply(loader);
    BackboneFactory backbone = BackboneFactory.ofOneOrTwo();
    MekikiConfig config = backbone.checkedBy(loader).load();
    EvaluationSettings settings = settings(config.padim());
    if (!Files.isDirectory(folder)) {
      throw CommandException.badUsage("'" + folder + "' is not a folder");
    }
    DataSet set = dataSet(config);
    ViewedNetwork network =
        ViewOptions.network(draft, set.train(), new ImageDecoder(limits(config)), backbone.graph());
    try (FeatureExtractor extractor = extractor(backbone, network, config)) {
      int good = set.holdOut(settings.validation(), settings.seed()).rest().size();
      EmbeddingSettings embedding =
          TrainingSettingsFactory.embedding(config.padim(), extractor, network.own(), good);
      TrainingSettingsFactory.aboutDimensions(config.padim(), embedding, extractor.networks(), good)
          .ifPresent(text -> terminal.tell("%s", text));
      Threshold chosen =
          EvaluationThreshold.parse(
              threshold, config.padim(), embedding.reduction(), extractor.networks());
      Viewer viewer = network.viewer();
      Evaluation evaluation = evaluate(config, extractor, viewer, embedding, chosen, settings, set);
      Map<String, String> facts =
          EvaluationFacts.of(config.padim(), extractor.backbone(), embedding, chosen, settings);
      network.view().ifPresent(view -> EvaluationFacts.addView(facts, view, embedding.grid()));
      write(evaluation, facts);
      network
          .view()
          .map(view -> ViewResolution.of(view, embedding.grid()).text())
          .ifPresent(text -> terminal.tell("view: %s", text));
      network.tiles().ifPresent(text -> terminal.tell("view: %s", text));
      return evaluation.unreadable().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (DataSetException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  private static FeatureExtractor extractor(
      BackboneFactory backbone, ViewedNetwork network, MekikiConfig config) {
    try {
      return backbone.extractors(network.graph(), config);
    } catch (OnnxException e) {
      throw CommandException.badUsage(e.getMessage());
    }
  }

  private DataSet dataSet(MekikiConfig config) {
    try {
      return DataSets.read(folder, config.padim().seed());
    } catch (DataSetException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  private static ImageLimits limits(MekikiConfig config) {
    return new ImageLimits(config.image().maxPixels(), config.image().maxBytes());
  }

  private Evaluation evaluate(
      MekikiConfig config,
      FeatureExtractor extractor,
      Viewer viewer,
      EmbeddingSettings embedding,
      Threshold chosen,
      EvaluationSettings settings,
      DataSet set)
      throws IOException {
    PadimBuilder builder =
        Padim.builder(extractor)
            .embedding(embedding)
            .seed(config.padim().seed())
            .regularization(TrainingSettingsFactory.regularization(config.padim()))
            .threshold(chosen)
            .areas(viewer.areas())
            .leftOut(Math.max(3, config.train().validationMaxFrames()))
            .precision(TrainingSettingsFactory.precision(config.padim().modelPrecision()));
    viewer.patches(embedding.grid()).ifPresent(builder::patches);
    Padim padim = builder.build();
    try (StateFolder state = StateFolder.claim("evaluate", folder);
        PhaseProgress progress = new PhaseProgress(terminal)) {
      Evaluator evaluator =
          new Evaluator(padim, viewer, limits(config), settings, state.inFlight());
      return evaluator.run(set, progress);
    }
  }

  private EvaluationSettings settings(PadimSettings padim) {
    int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    double labelled = EvaluationThreshold.labelledPart(threshold, padim);
    try {
      return new EvaluationSettings(
          pixelSize(),
          validation,
          labelled,
          padim.seed(),
          workers,
          report == null ? 0 : examples,
          OddFrames.parse(odd) == OddFrames.REMOVE,
          detect && workers > 0
              ? Optional.of(DetectionSettings.defaults(padim.seed(), workers))
              : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw CommandException.badUsage("--" + e.getMessage());
    }
  }

  private PixelSize pixelSize() {
    return switch (pixelSize) {
      case "map" -> PixelSize.MAP;
      case "own" -> PixelSize.OWN;
      default ->
          throw CommandException.badUsage(
              "--pixel-size '" + pixelSize + "' is not valid; valid: map and own");
    };
  }

  private void write(Evaluation evaluation, Map<String, String> facts) throws IOException {
    terminal.printLines(TextReport.of(evaluation).stripTrailing());
    if (json != null) {
      String figures = JsonReport.of(evaluation, facts, timing);
      WrittenFile.write(json, file -> Files.writeString(file, figures));
    }
    if (report != null) {
      String html = HtmlReport.of(evaluation, facts);
      WrittenFile.write(report, file -> Files.writeString(file, html));
      terminal.tell("report: %s", report);
    }
  }
}

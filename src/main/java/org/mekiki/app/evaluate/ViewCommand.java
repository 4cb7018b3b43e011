package org.mekiki.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.ViewOptions;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.camera.FolderSource;
import org.mekiki.config.MekikiConfig;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.DataSetException;
import org.mekiki.evaluate.data.DataSets;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.padim.feature.Grid;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.view.View;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewJson;
import org.mekiki.view.ViewResolution;
import org.mekiki.view.ViewSheet;
import org.mekiki.view.Viewer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mekiki view}: what a model would see of frames, without teaching one. */
@Command(
    name = "view",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what a model would see of frames.")
public final class ViewCommand implements Callable<Integer> {
  private static final String SHEET = "view.jpg";
  private static final int QUALITY = 90;
  private static final int ALL_BITS = 16;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  public ViewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "show or preview is missing");
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints a view as JSON, with what it learned from the good images.")
  Integer show(
      @Parameters(paramLabel = "DIR", description = "Good images, or a data set.") Path folder,
      @Mixin CommonOptions options,
      @Mixin ViewOptions viewOptions)
      throws IOException {
    Made made = made(folder, options, viewOptions);
    terminal.print("%s", ViewJson.text(made.view()));
    terminal.tell("%s", made.resolution());
    return ExitCodes.OK;
  }

  @Command(
      name = "preview",
      mixinStandardHelpOptions = true,
      description = {
        "Writes a contact sheet: each frame with its regions (green) and ignored areas (orange),"
            + " and beside it what the model sees, darker where it doesn't count.",
        "Frames that can't be aligned are listed, and the command ends with 1."
      })
  Integer preview(
      @Parameters(paramLabel = "DIR", description = "Good images, or a data set.") Path folder,
      @Mixin CommonOptions options,
      @Mixin ViewOptions viewOptions,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "12",
              description = "Number of frames, evenly chosen. Default: ${DEFAULT-VALUE}.")
          @InRange(from = 1)
          int count,
      @Option(
              names = "--out",
              converter = ResultFile.class,
              paramLabel = "FILE",
              description = "The sheet, a JPEG. Default: " + SHEET + ".")
          Path out)
      throws IOException {
    Path file = out == null ? new ResultFile().ofDefault("--out", Path.of(SHEET)) : out;
    Made made = made(folder, options, viewOptions);
    ViewSheet sheet = new ViewSheet(made.view());
    Viewer viewer = made.network().viewer();
    int learned = SampleBits.of(made.files(), made.decoder()).bits();
    int bits = learned == SampleBits.UNKNOWN ? ALL_BITS : learned;
    int shown = Math.min(count, made.files().size());
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      Path picture = made.files().get((int) ((long) i * made.files().size() / shown));
      try {
        Optional<String> why =
            sheet.add(
                made.decoder()
                    .decode(
                        Files.readAllBytes(picture),
                        viewer.wanted().width(),
                        viewer.wanted().height(),
                        bits));
        why.ifPresent(reason -> failed.add(picture + ": " + reason));
      } catch (ImageException e) {
        failed.add(picture + ": " + e.getMessage());
      }
    }
    byte[] jpeg = ImageWriter.jpeg(sheet.picture(), QUALITY);
    WrittenFile.write(file, target -> Files.write(target, jpeg));
    terminal.print(
        "%s: %s, %d of them not aligned", file, Counted.of(shown, "frame"), failed.size());
    failed.forEach(line -> terminal.print("  %s", line));
    terminal.tell("%s", made.resolution());
    return failed.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /**
   * A view that was made.
   *
   * @param resolution how fine it sees, for people
   */
  private record Made(
      View view,
      ViewedNetwork network,
      List<Path> files,
      ImageDecoder decoder,
      String resolution) {}

  private Made made(Path folder, CommonOptions options, ViewOptions viewOptions)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw CommandException.badUsage("'" + folder + "' is not a folder");
    }
    ViewDraft draft = viewOptions.draft();
    if (draft.saysNothing()) {
      throw CommandException.badUsage(
          "no view is given; use --view, --region, --ignore or --align");
    }
    MekikiConfig config = options.load(terminal);
    BackboneGraph graph = BackboneFactory.load(config);
    List<Path> files = good(folder, config);
    if (files.isEmpty()) {
      throw CommandException.failed("folder " + folder + " holds no picture that can be read");
    }
    ImageDecoder decoder = config.image().decoder();
    ViewedNetwork network = ViewOptions.network(draft, files, decoder, graph);
    View view = network.view().orElseThrow();
    Grid grid =
        TrainingSettingsFactory.embedding(
                config.padim(), network.graph().backbone(), network.own(), 0)
            .grid();
    String resolution = ViewResolution.of(view, grid).text();
    return new Made(
        view,
        network,
        files,
        decoder,
        network.tiles().map(tiles -> resolution + "; " + tiles).orElse(resolution));
  }

  /**
   * The pictures of a folder; of a data set those that evaluate trains with, not test and masks.
   */
  private List<Path> good(Path folder, MekikiConfig config) throws IOException {
    if (!DataSets.recognises(folder)) {
      FolderSource source = FolderSource.ofCamera(folder, "view");
      source.leftOut().forEach(sentence -> terminal.tell("%s", sentence));
      return source.files();
    }
    try {
      DataSet set = DataSets.read(folder, config.padim().seed());
      terminal.tell(
          "%s is a data set: its good images to train with are taken (%d); its test images (%d) and"
              + " masks are left out",
          folder, set.train().size(), set.test().size());
      return set.train();
    } catch (DataSetException e) {
      throw CommandException.failed(e.getMessage());
    }
  }
}

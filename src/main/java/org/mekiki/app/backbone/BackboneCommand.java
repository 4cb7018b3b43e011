package org.mekiki.app.backbone;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.JsonFile;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.TransferBar;
import org.mekiki.download.Download;
import org.mekiki.download.DownloadException;
import org.mekiki.download.Downloaded;
import org.mekiki.download.Downloader;
import org.mekiki.download.KeptChecksum;
import org.mekiki.onnx.BackboneFiles;
import org.mekiki.onnx.BackboneFiles.Inspection;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.DidYouMean;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mekiki backbone}: networks for {@code --backbone}. */
@Command(
    name = "backbone",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Inspects an ONNX file, cuts it at its features, or builds one from published weights.",
      "docs/backbones.md says which network to take."
    })
public final class BackboneCommand implements Callable<Integer> {
  /** The largest weights that we know of have 276 MB. */
  private static final long MAX_WEIGHTS_BYTES = 2_000_000_000L;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  public BackboneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "inspect, cut, quantize, list, fetch or build is missing");
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = {
        "Lists the tensors that can be features, with their cost, and proposes three.",
        "A transformer's tokens can be features too: they become a map, without the class token."
      })
  Integer inspect(
      @Parameters(paramLabel = "FILE", description = "The ONNX file.") Path file,
      @Option(names = "--size", paramLabel = "N", description = SIZE) Integer size,
      @Option(
              names = "--json",
              converter = ResultFile.class,
              paramLabel = "FILE",
              description = "Also write the figures to this file, as JSON.")
          Path json)
      throws IOException {
    return run(
        () -> {
          Inspection inspection = BackboneFiles.inspect(file, Optional.ofNullable(size));
          BackboneText.print(terminal, file, inspection);
          if (json != null) {
            JsonFile.write(json, BackboneText.figures(inspection));
          }
        });
  }

  @Command(
      name = "cut",
      mixinStandardHelpOptions = true,
      description = {
        "Writes an ONNX file that ends at the features, and a file beside it that says how pictures"
            + " are prepared."
      })
  Integer cut(
      @Parameters(paramLabel = "FILE", description = "The ONNX file.") Path file,
      @Option(
              names = "--features",
              paramLabel = "NAME",
              split = ",",
              description =
                  "Tensors to cut at, separated by commas. Default: those that inspect proposes.")
          List<String> features,
      @Option(names = "--size", paramLabel = "N", description = SIZE) Integer size,
      @Option(
              names = {"-o", "--output"},
              converter = ResultFile.Replaced.class,
              paramLabel = "FILE",
              required = true,
              description = "Where the cut file goes.")
          Path output)
      throws IOException {
    if (Files.exists(output) && Files.exists(file) && Files.isSameFile(file, output)) {
      throw CommandException.badUsage("--output '" + output + "' is the file itself");
    }
    return run(
        () -> {
          List<String> names = features == null ? List.of() : features;
          BackboneGraph cut = BackboneFiles.cut(file, names, Optional.ofNullable(size), output);
          BackboneText.printWritten(terminal, output, cut);
        });
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the networks that fetch and build know, with their weights' licence.")
  Integer list() {
    for (Architecture architecture : Architecture.values()) {
      terminal.print(
          "%-29s  %-42s  %s",
          architecture.networkName(), architecture.weightsName(), architecture.weightsLicence());
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "build",
      mixinStandardHelpOptions = true,
      description =
          "Builds a network's ONNX file from a local file of weights (timm's safetensors).")
  Integer build(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--weights",
              paramLabel = "FILE",
              required = true,
              description = "The safetensors file.")
          Path weights,
      @Mixin BuildOptions options)
      throws IOException {
    Architecture architecture = architecture(name);
    Path output = options.output(architecture);
    return run(() -> write(architecture, weights, KeptChecksum.checked(weights), options, output));
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = {
        "Downloads a network's weights, as timm publishes them, and builds its ONNX file.",
        "Continues an interrupted download. The weights' SHA-256 is kept and checked each time."
      })
  Integer fetch(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--from",
              paramLabel = "URL",
              description = "Another address of the safetensors file.")
          String from,
      @Option(
              names = "--sha256",
              paramLabel = "HEX",
              description =
                  "SHA-256 that the weights must have. Default: the known one or the one that the"
                      + " server announces; later, that of the first download.")
          String sha256,
      @Option(
              names = "--cache",
              paramLabel = "DIR",
              description = "Where weights are kept. Default: ~/.cache/mekiki/weights.")
          Path cache,
      @Mixin BuildOptions options)
      throws IOException {
    Architecture architecture = architecture(name);
    Path output = options.output(architecture);
    Path folder = cache == null ? defaultCache() : cache;
    Path weights = folder.resolve(architecture.weightsName() + ".safetensors");
    Download download = download(architecture, from, sha256, weights);
    return run(
        () -> {
          Files.createDirectories(folder);
          terminal.tell("licence of the weights: %s", architecture.weightsLicence());
          Downloaded downloaded;
          try (TransferBar bar = new TransferBar(terminal, architecture.weightsName())) {
            downloaded = new Downloader().fetch(download, bar);
          }
          terminal.tell(
              "%s (sha256 %s)%s",
              weights, downloaded.sha256(), downloaded.wasThere() ? " was here already" : "");
          write(architecture, weights, downloaded.sha256(), options, output);
        });
  }

  private static Download download(
      Architecture architecture, String from, String sha256, Path weights) {
    Optional<String> expected =
        Optional.ofNullable(sha256)
            .or(() -> from == null ? architecture.weightsSha256() : Optional.empty());
    String address = from == null ? architecture.weightsAddress() : from;
    try {
      return new Download(new URI(address), weights, expected, MAX_WEIGHTS_BYTES);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw CommandException.badUsage(e.getMessage());
    }
  }

  private Path defaultCache() {
    String home = terminal.environment().getOrDefault("HOME", System.getProperty("user.home"));
    String caches = terminal.environment().get("XDG_CACHE_HOME");
    Path root = caches == null || caches.isEmpty() ? Path.of(home, ".cache") : Path.of(caches);
    return root.resolve("mekiki").resolve("weights");
  }

  private void write(
      Architecture architecture, Path weights, String sha256, BuildOptions options, Path output)
      throws IOException {
    int size = options.size == null ? architecture.builder().usualSide() : options.size;
    int resize = options.resize == null ? size : options.resize;
    BackboneGraph built = BackboneFiles.build(architecture, weights, sha256, size, resize, output);
    BackboneText.printWritten(terminal, output, built);
  }

  private static Architecture architecture(String name) {
    return Architecture.of(name)
        .orElseThrow(
            () ->
                CommandException.badUsage(
                    Text.of(
                        "network '%s' is not known%s valid: %s",
                        name,
                        DidYouMean.nearest(name, Architecture.names())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(";"),
                        String.join(", ", Architecture.names()))));
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static Integer run(Work work) throws IOException {
    try {
      work.run();
      return ExitCodes.OK;
    } catch (OnnxException | DownloadException e) {
      throw CommandException.failed(e.getMessage());
    } catch (java.nio.file.NoSuchFileException e) {
      throw CommandException.failed("there is no file " + e.getFile());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("stopped before the end");
    }
  }

  private static final String NAME = "One of those that 'mekiki backbone list' shows.";
  private static final String SIZE =
      "Side of the image in pixels. Default: the graph's own, or that of the file beside it.";

  /** How the ONNX file is made. */
  static final class BuildOptions {
    @Option(
        names = "--size",
        paramLabel = "N",
        description =
            "Side of the image in pixels, a multiple of 16, or of 14 for DINOv2. Default: 224, or"
                + " 252 for DINOv2.")
    private Integer size;

    @Option(
        names = "--resize",
        paramLabel = "N",
        description =
            "Side to which pictures are resized before they are cropped to the centre, e.g. 256 as"
                + " in the paper; what is cropped is never inspected. Default: no crop.")
    private Integer resize;

    @Option(
        names = {"-o", "--output"},
        converter = ResultFile.Replaced.class,
        paramLabel = "FILE",
        description = "Where the ONNX file goes. Default: NAME.onnx.")
    private Path output;

    Path output(Architecture architecture) {
      return output == null
          ? new ResultFile.Replaced()
              .ofDefault("--output", Path.of(architecture.networkName() + ".onnx"))
          : output;
    }
  }
}

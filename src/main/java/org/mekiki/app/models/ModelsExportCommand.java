package org.mekiki.app.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.model.ModelArchiveWriter;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;
import org.mekiki.service.parts.KeptSight;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelDownload;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki models export MODEL FILE}: a version of a model in one file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a model to a file, with its signature and what it can see: for an archive, or for"
          + " another cluster.",
      "Every byte is checked against the manifest. The file is complete or does not exist."
    })
public final class ModelsExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Key of the model.")
  private String model;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      converter = ResultFile.class,
      description = "A new file.")
  private Path file;

  @Option(
      names = "--version-number",
      paramLabel = "N",
      description = "A kept version. Default: the current one.")
  @InRange(from = 1)
  private Long version;

  public ModelsExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (Files.exists(file)) {
      throw CommandException.badUsage(file + " is there already; name a new file");
    }
    ModelTopicAccess topic = ModelTopicAccess.connect(options.loader(terminal), terminal);
    ModelCatalog catalog = topic.catalog();
    SignedManifest signed =
        (version == null
                ? catalog.currentAsPublished(model)
                : catalog.keptAsPublished(model, version))
            .orElseThrow(() -> ModelTopicAccess.unknown(catalog, model, version));
    try (ModelArchiveWriter writer = new ModelArchiveWriter(file, signed);
        ModelDownload download = topic.download()) {
      terminal.lifecycle().onStop(download::stop);
      ModelManifest manifest = signed.read();
      Optional<byte[]> seen = catalog.detectability(model, manifest.version());
      if (KeptSight.read(
              seen, manifest, why -> terminal.tell("exported without what it can see: %s", why))
          .isPresent()) {
        writer.addDetectability(seen.orElseThrow());
      }
      download.read(manifest, writer);
      writer.finish();
      terminal.print(
          "%s: %s, %d bytes, %s",
          file,
          manifest.label(),
          Files.size(file),
          signed.signature() == null ? "not signed" : "signed");
    } catch (ModelRefusedException e) {
      throw CommandException.failed("not exported: " + e.getMessage());
    } catch (IOException e) {
      throw WrittenFile.unwritten(file, e);
    }
    return ExitCodes.OK;
  }
}

package org.mekiki.app.evaluate;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.TransferBar;
import org.mekiki.download.Download;
import org.mekiki.download.DownloadException;
import org.mekiki.download.Downloaded;
import org.mekiki.download.Downloader;
import org.mekiki.download.KeptChecksum;
import org.mekiki.download.Unpacker;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mekiki dataset}: images to evaluate with. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Downloads a data set for 'mekiki evaluate'.")
public final class DatasetCommand implements Callable<Integer> {
  private static final String LICENCE =
      "MVTec AD is licensed under CC BY-NC-SA 4.0: not for commercial use, share alike, name its"
          + " authors (Bergmann et al. 2021,"
          + " https://www.mvtec.com/company/research/datasets/mvtec-ad;"
          + " https://creativecommons.org/licenses/by-nc-sa/4.0/)";

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  public DatasetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "fetch is missing");
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = {
        "Downloads MVTec AD, or one class of it, from an address that its makers gave you, checks"
            + " it and unpacks it. Continues an interrupted download.",
        LICENCE + "."
      })
  Integer fetch(
      @Parameters(paramLabel = "DIR", description = "New or empty folder to unpack into.")
          Path folder,
      @Option(
              names = "--from",
              paramLabel = "URL",
              required = true,
              description = "Address of the archive: .tar.xz, .tar.gz, .tar or .zip.")
          String from,
      @Option(
              names = "--sha256",
              paramLabel = "HEX",
              description = "SHA-256 of the archive. Another archive is not unpacked.")
          String sha256,
      @Option(names = "--keep-archive", description = "Keep the archive after unpacking.")
          boolean keep)
      throws IOException, InterruptedException {
    Unpacker.Limits limits = Unpacker.Limits.DEFAULT;
    Path target = folder.toAbsolutePath().normalize();
    Path archive = target.resolveSibling(target.getFileName() + ".archive");
    Download download;
    try {
      download =
          new Download(new URI(from), archive, Optional.ofNullable(sha256), limits.maxBytes());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw CommandException.badUsage(e.getMessage());
    }
    terminal.tell("%s", LICENCE);
    try {
      Unpacker.requireFree(folder);
      Files.createDirectories(archive.getParent());
      Downloaded downloaded = download(download);
      int files = unpack(archive, folder, limits);
      if (!keep) {
        Files.delete(archive);
        KeptChecksum.forget(archive);
      }
      terminal.print("%s: %d files (archive's sha256 %s)", folder, files, downloaded.sha256());
      return ExitCodes.OK;
    } catch (DownloadException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  private Downloaded download(Download download) throws IOException, InterruptedException {
    try (TransferBar bar = new TransferBar(terminal, "downloading")) {
      return new Downloader().fetch(download, bar);
    }
  }

  private int unpack(Path archive, Path folder, Unpacker.Limits limits) throws IOException {
    try (TransferBar bar = new TransferBar(terminal, "unpacking")) {
      return Unpacker.unpack(archive, folder, limits, bar);
    }
  }
}

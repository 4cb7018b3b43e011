package org.mekiki.app.evaluate;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.SceneOption;
import org.mekiki.app.common.TransferBar;
import org.mekiki.download.Download;
import org.mekiki.download.DownloadException;
import org.mekiki.download.Downloaded;
import org.mekiki.download.Downloader;
import org.mekiki.download.FreshFolder;
import org.mekiki.download.KeptChecksum;
import org.mekiki.download.Unpacker;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;
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
    description = "Downloads or draws a data set for 'mekiki evaluate'.")
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
    throw new ParameterException(spec.commandLine(), "fetch or draw is missing");
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = {
        "Downloads MVTec AD, or one class of it, from an address that its makers gave you, checks"
            + " it and unpacks it. The archive lies beside DIR until then; an interrupted download"
            + " is continued.",
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
    boolean done = false;
    try {
      FreshFolder.requireFree(folder);
      Files.createDirectories(archive.getParent());
      tellPlace(archive);
      Downloaded downloaded = download(download);
      int files = unpack(archive, folder, limits);
      if (!keep) {
        Files.delete(archive);
        KeptChecksum.forget(archive);
      }
      terminal.print(
          "%s: %s (archive's sha256 %s)", folder, Counted.of(files, "file"), downloaded.sha256());
      done = true;
      return ExitCodes.OK;
    } catch (DownloadException e) {
      throw CommandException.failed(e.getMessage());
    } finally {
      if (!done) {
        tellLeft(archive);
      }
    }
  }

  /** Before it begins: what is killed can't say where its large file lies. */
  private void tellPlace(Path archive) throws IOException {
    Path part = Downloader.partOf(archive);
    if (Files.exists(archive)) {
      terminal.tell("'%s' is there from before", archive);
    } else if (Files.exists(part)) {
      terminal.tell(
          "%s of an earlier download are in '%s'; it continues from there if the server still has"
              + " that file, and begins anew otherwise",
          megabytes(part), part);
    } else {
      terminal.tell("downloading to '%s'", part);
    }
  }

  private void tellLeft(Path archive) throws IOException {
    Path part = Downloader.partOf(archive);
    if (Files.exists(archive)) {
      terminal.tell(
          "the archive stays in '%s' (%s): the same command takes it from there without a download;"
              + " delete it if you don't need it",
          archive, megabytes(archive));
    } else if (Files.exists(part)) {
      terminal.tell(
          "what came so far stays in '%s' (%s): the same command continues from there; delete it if"
              + " you don't need it",
          part, megabytes(part));
    }
  }

  private static String megabytes(Path file) throws IOException {
    return Text.of("%.1f MB", Files.size(file) / 1e6);
  }

  @Command(
      name = "draw",
      mixinStandardHelpOptions = true,
      description = {
        "Draws frames of a simulated camera as a data set, with masks of the defects.",
        "The same flags always give the same files."
      })
  Integer draw(
      @Parameters(paramLabel = "DIR", description = "New or empty folder to write into.")
          Path folder,
      @Option(
              names = "--scene",
              paramLabel = "SCENE",
              defaultValue = "fixture",
              description =
                  "fixture: the part fills the frame and lies still. turned: it lies anywhere at"
                      + " any angle. large: a frame of 12 megapixels with defects of 12 pixels."
                      + " Default: fixture.")
          String scene,
      @Option(
              names = "--good",
              paramLabel = "N",
              defaultValue = "50",
              description = "Good frames to learn from. Default: ${DEFAULT-VALUE}.")
          @InRange(from = 1)
          int good,
      @Option(
              names = "--test",
              paramLabel = "N",
              defaultValue = "100",
              description = "Test frames, half of them defective. Default: ${DEFAULT-VALUE}.")
          @InRange(from = 2)
          int test,
      @Option(
              names = "--seed",
              paramLabel = "N",
              defaultValue = "1",
              description = "Seed for all random choices. Default: ${DEFAULT-VALUE}.")
          long seed)
      throws IOException, InterruptedException {
    DrawnDataSet set = new DrawnDataSet(SceneOption.of(scene), good, test, seed);
    try {
      set.write(folder, terminal);
    } catch (DownloadException e) {
      throw CommandException.failed(e.getMessage());
    }
    terminal.print(
        "%s: %s to learn from, %s",
        folder, Counted.of(good, "good frame"), Counted.of(set.testFrames(), "test frame"));
    return ExitCodes.OK;
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

package org.mekiki.app.models;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mekiki models keygen FILE}: a pair of keys for signing models. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a pair of Ed25519 keys: FILE signs models (models.signing-key of the trainer),"
          + " FILE.pub checks them (models.trusted-keys of the scorers)."
    })
public final class ModelsKeygenCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      converter = ResultFile.class,
      description = "New file for the private key.")
  private Path file;

  public ModelsKeygenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path publicFile = file.resolveSibling(file.getFileName() + ".pub");
    KeyPair pair = SigningKeys.generate();
    try {
      SigningKeys.write(pair, file, publicFile);
    } catch (FileAlreadyExistsException e) {
      throw CommandException.failed(e.getFile() + " is there already; a key is not overwritten");
    } catch (IOException e) {
      throw WrittenFile.unwritten(file, e);
    }
    terminal.print("%s  private: keep it where only the trainer reads it", file);
    terminal.print(
        "%s  public, fingerprint %s", publicFile, SigningKeys.fingerprint(pair.getPublic()));
    return ExitCodes.OK;
  }
}

package org.mekiki.app.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelKeys;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.KeptSight;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.service.parts.TrainerNotToldException;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.FileFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki models import FILE}: a model from a file becomes its key's next version. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes a model from a file as its key's next version, and makes it current.",
      "Every byte of the file is checked first, and its signature if models.require-signature is"
          + " set. The published model is signed with models.signing-key."
    })
public final class ModelsImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "FILE", description = "A file of 'mekiki models export'.")
  private Path file;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      description = "Publish under this key. Default: the one in the file.")
  private String model;

  public ModelsImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (model != null && !ModelKeys.legal(model)) {
      throw CommandException.badUsage(
          "--model '" + model + "': valid: 1 to 200 of the characters A-Z a-z 0-9 . _ -");
    }
    ModelTopicAccess topic = ModelTopicAccess.connect(options.loader(terminal), terminal);
    try (ModelArchive source = ModelArchive.open(file)) {
      ModelManifest manifest = source.manifest();
      ModelTrust.importVerifier(topic.config())
          .verify(manifest.model(), source.signed().json(), source.signed().signature());
      BackboneFactory.requireRunnable(source.assemble(ModelAssembler.ofAnyBackbone()));
      Optional<byte[]> seen = detectability(source);
      String key = model == null ? manifest.model() : model;
      ModelManifest published = topic.writer().publish(key, manifest, source, seen);
      topic.tellTrainer(published);
      terminal.print("%s is current, from %s of %s", published.label(), manifest.label(), file);
    } catch (ModelRefusedException e) {
      throw CommandException.failed("not imported: " + e.getMessage());
    } catch (ModelTopicException | TrainerNotToldException e) {
      throw CommandException.failed(e.getMessage());
    } catch (IOException e) {
      throw CommandException.failed(file + " can't be read: " + FileFault.of(e));
    }
    return ExitCodes.OK;
  }

  /** What the model can see; what can't be used is left out, a backup can still be restored. */
  private Optional<byte[]> detectability(ModelArchive source) throws IOException {
    Consumer<String> refused = why -> terminal.tell("imported without what it can see: %s", why);
    try {
      Optional<byte[]> seen = source.detectability();
      return KeptSight.read(seen, source.manifest(), refused).flatMap(kept -> seen);
    } catch (ModelRefusedException e) {
      refused.accept(e.getMessage());
      return Optional.empty();
    }
  }
}

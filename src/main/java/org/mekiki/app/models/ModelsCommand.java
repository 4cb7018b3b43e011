package org.mekiki.app.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.KafkaOptions;
import org.mekiki.app.common.ModelFacts;
import org.mekiki.app.common.ResultFile;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.ModelManifest;
import org.mekiki.service.parts.KeptSight;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.service.parts.TrainerNotToldException;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code mekiki models}: what is on the models topic, and the way back to an older version. Its
 * other commands are classes of their own.
 */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, shows, verifies, exports, imports, rolls back and deletes models.")
public final class ModelsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  public ModelsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "list, show, rollback, verify, export, import, delete or keygen is missing");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists all models with the versions that are kept, and which one is current.")
  Integer list(@Mixin KafkaOptions options) throws InterruptedException {
    ModelCatalog catalog = ModelTopicAccess.connect(options.loader(terminal), terminal).catalog();
    if (catalog.models().isEmpty()) {
      terminal.tell("no model has been published; 'mekiki teach DIR --model KEY' makes one");
    }
    for (String model : catalog.models()) {
      Optional<ModelManifest> current = catalog.current(model);
      for (ModelManifest kept : catalog.kept(model)) {
        boolean scores = current.map(c -> c.version() == kept.version()).orElse(false);
        terminal.print(
            "%s  version %d  %s  %s  threshold %.4g  %s%s",
            model,
            kept.version(),
            kept.createdAt(),
            Counted.of(kept.training().frames(), "frame"),
            kept.calibration().threshold(),
            kept.backbone().name(),
            scores ? "  current" : "");
      }
    }
    catalog
        .unreadable()
        .forEach((record, why) -> terminal.tell("the manifest %s can't be read: %s", record, why));
    return catalog.unreadable().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Describes a model's current version, or another one that is kept: what it learned from,"
            + " its threshold, and what it can see, if that was measured."
      })
  Integer show(
      @Mixin KafkaOptions options,
      @Parameters(paramLabel = "MODEL", description = "Key of the model.") String model,
      @Option(names = "--version-number", paramLabel = "N", description = "A kept version.")
          Long version,
      @Option(
              names = "--json",
              converter = ResultFile.class,
              paramLabel = "FILE",
              description =
                  "Also write the manifest to this file, as JSON, with what the model can see.")
          Path json)
      throws InterruptedException, IOException {
    ModelCatalog catalog = ModelTopicAccess.connect(options.loader(terminal), terminal).catalog();
    ModelManifest manifest =
        (version == null ? catalog.current(model) : catalog.kept(model, version))
            .orElseThrow(() -> ModelTopicAccess.unknown(catalog, model, version));
    ModelFacts.print(terminal, manifest);
    Optional<KeptDetectability> seen =
        KeptSight.read(
            catalog.detectability(manifest.model(), manifest.version()),
            manifest,
            why -> terminal.tell("not shown: %s", why));
    seen.ifPresent(kept -> ModelFacts.print(terminal, kept.figures()));
    if (json != null) {
      ModelFacts.write(json, manifest, seen);
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the previous version current again. Scorers swap to it between two frames.",
        "The next teaching keeps that version to go back to."
      })
  Integer rollback(
      @Mixin KafkaOptions options,
      @Parameters(paramLabel = "MODEL", description = "Key of the model.") String model,
      @Option(names = "--to", paramLabel = "N", description = "Another kept version.") Long version)
      throws InterruptedException {
    ModelTopicAccess topic = ModelTopicAccess.connect(options.loader(terminal), terminal);
    ModelManifest manifest;
    try {
      manifest = topic.rollback(model, Optional.ofNullable(version));
    } catch (ModelTopicException | TrainerNotToldException e) {
      throw CommandException.failed(e.getMessage());
    }
    terminal.print("%s is current again", manifest.label());
    return ExitCodes.OK;
  }
}

package org.mekiki.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.config.ConfigKeys;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelTopicException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mekiki models}: what is on the models topic, and the way back to an older version. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists models, shows one, or makes its previous version current again.")
final class ModelsCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  ModelsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "list, show or rollback is missing");
  }

  private MekikiConfig connect(CommonOptions options) throws InterruptedException {
    MekikiConfig config = options.load(terminal, ConfigKeys.BOOTSTRAP_SERVERS);
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(PATIENCE)) {
      Services.requireTopics(admin, List.of(config.topics().models()));
    }
    return config;
  }

  private static ModelCatalog catalog(MekikiConfig config) {
    return ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name());
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists all models, the versions that are kept, and which of them scores.")
  Integer list(@Mixin CommonOptions options) throws InterruptedException {
    ModelCatalog catalog = catalog(connect(options));
    if (catalog.models().isEmpty()) {
      terminal.tell("no model has been published; 'mekiki teach DIR --model KEY' makes one");
    }
    for (String model : catalog.models()) {
      Optional<ModelManifest> current = catalog.current(model);
      for (ModelManifest kept : catalog.kept(model)) {
        boolean scores = current.map(c -> c.version() == kept.version()).orElse(false);
        terminal.print(
            "%s  version %d  %s  %d frames  threshold %.4g  %s%s",
            model,
            kept.version(),
            kept.createdAt(),
            kept.training().frames(),
            kept.calibration().threshold(),
            kept.backbone().name(),
            scores ? "  current" : "");
      }
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows all facts of a model's current version, or of another one.")
  Integer show(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "MODEL", description = "Key of the model.") String model,
      @Option(names = "--version-number", paramLabel = "N", description = "A kept version.")
          Long version)
      throws InterruptedException {
    ModelCatalog catalog = catalog(connect(options));
    Optional<ModelManifest> manifest =
        version == null ? catalog.current(model) : catalog.kept(model, version);
    ModelFacts.print(terminal, manifest.orElseThrow(() -> unknown(catalog, model, version)));
    return ExitCodes.OK;
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the previous version current again; scorers swap to it between two frames.",
        "The next training keeps that version as the way back."
      })
  Integer rollback(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "MODEL", description = "Key of the model.") String model,
      @Option(names = "--to", paramLabel = "N", description = "Another kept version.") Long version)
      throws InterruptedException {
    MekikiConfig config = connect(options);
    ModelManifest manifest;
    try {
      manifest = new ModelRollback(config).to(model, Optional.ofNullable(version));
    } catch (ModelTopicException e) {
      throw CommandException.failed(e.getMessage());
    }
    terminal.print("%s is current again", manifest.label());
    return ExitCodes.OK;
  }

  private static CommandException unknown(ModelCatalog catalog, String model, Long version) {
    String what = version == null ? "" : " with version " + version;
    return CommandException.failed(
        "there is no model '"
            + model
            + "'"
            + what
            + (catalog.models().isEmpty()
                ? "; no model has been published"
                : "; there are " + String.join(", ", catalog.models())));
  }
}

package org.mekiki.app.models;

import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki models delete MODEL}: all versions of a model. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes a model with all its versions from the topic. Scorers drop it at once, and frames"
          + " that ask for it become dead letters."
    })
public final class ModelsDeleteCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "MODEL", description = "Key of the model.")
  private String model;

  @Option(names = "--yes", description = "Without it, nothing is deleted.")
  private boolean yes;

  public ModelsDeleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ModelTopicAccess topic = ModelTopicAccess.connect(options.loader(terminal), terminal);
    ModelCatalog catalog = topic.catalog();
    if (!catalog.models().contains(model)) {
      throw ModelTopicAccess.unknown(catalog, model, null);
    }
    if (!yes) {
      throw CommandException.badUsage(
          Text.of(
              "model '%s' with the versions %s is not deleted; --yes does it, and"
                  + " 'mekiki models export %s FILE' keeps a copy",
              model, catalog.keptVersions(model), model));
    }
    try {
      topic.writer().delete(model);
    } catch (ModelTopicException e) {
      throw CommandException.failed(e.getMessage());
    }
    terminal.print(
        "model '%s' with the versions %s is deleted", model, catalog.keptVersions(model));
    return ExitCodes.OK;
  }
}

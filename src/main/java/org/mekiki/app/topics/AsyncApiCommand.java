package org.mekiki.app.topics;

import java.util.Map;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.cluster.AsyncApi;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.terminal.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki asyncapi}: the topics as a document of AsyncAPI. */
@Command(
    name = "asyncapi",
    mixinStandardHelpOptions = true,
    description = {
      "Prints all topics with messages, headers and schemas as a document of AsyncAPI 3, YAML.",
      "Uses the names and formats of the configuration, and does not connect."
    })
public final class AsyncApiCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Option(
      names = "--schemas",
      paramLabel = "FOLDER",
      defaultValue = "./",
      description =
          "Folder or address in which readers of the document find the files of schemas/. Default:"
              + " the document's own folder.")
  private String schemas;

  public AsyncApiCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String base = schemas.endsWith("/") ? schemas : schemas + "/";
    terminal.printLines(
        AsyncApi.document(options.load(terminal), Version.current(), base, Map.of()));
    return ExitCodes.OK;
  }
}

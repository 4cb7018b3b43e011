package org.mekiki.app.alerts;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.app.common.KafkaOptions;
import org.mekiki.app.common.SecretUrl;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.GroupCheck;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.client.AlarmForwarder;
import org.mekiki.stream.client.AlarmTarget;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;
import org.mekiki.text.TextFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mekiki alerts forward}: alarms → webhook or Alertmanager. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Forwards alarms to other systems.")
public final class AlertsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  public AlertsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "forward is missing");
  }

  /** Where to. */
  static final class To {
    @Option(
        names = "--webhook",
        paramLabel = "URL",
        description =
            "Post each alarm here, as JSON with CloudEvents headers and an Idempotency-Key.")
    private String webhook;

    @Option(
        names = "--alertmanager",
        paramLabel = "URL",
        description = "Post to Alertmanager's v2 API; its address without /api/v2/alerts.")
    private String alertmanager;
  }

  @Command(
      name = "forward",
      mixinStandardHelpOptions = true,
      description = {
        "Posts each new alarm to a webhook or to Alertmanager, until Ctrl-C or SIGTERM.",
        "An alarm is posted again until the answer is 2xx; later alarms wait. A URL of env:NAME is"
            + " read from that environment variable."
      })
  Integer forward(
      @Mixin KafkaOptions options,
      @ArgGroup(exclusive = true, multiplicity = "1") To to,
      @Option(
              names = "--group",
              paramLabel = "ID",
              description =
                  "Consumer group, which all forwarders to one destination share. Default: the"
                      + " topics' prefix and alerts-webhook or alerts-alertmanager, for example"
                      + " mekiki-alerts-webhook.")
          String group,
      @Option(
              names = "--from-beginning",
              description = "A new group begins with the oldest alarm. Default: with the next one.")
          boolean fromBeginning,
      @Option(
              names = "--headers",
              paramLabel = "FILE",
              description =
                  "File with request headers, one 'Name: value' per line, for example"
                      + " Authorization.")
          Path headerFile,
      @Option(
              names = "--label",
              paramLabel = "KEY=VALUE",
              description = "Label of every alert. Only for Alertmanager; can be repeated.")
          Map<String, String> labels,
      @Option(
              names = "--page",
              paramLabel = "URL",
              description = "Address of the page, for the alerts' link. Only for Alertmanager.")
          String page)
      throws InterruptedException {
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    boolean webhook = to.webhook != null;
    if (webhook && (labels != null || page != null)) {
      throw CommandException.badUsage("--label and --page are for --alertmanager only");
    }
    HttpPost post =
        new HttpPost(
            webhook ? address("--webhook", to.webhook, "") : alertmanager(to.alertmanager),
            headers(headerFile));
    AlarmTarget target =
        webhook
            ? new WebhookTarget(post)
            : new AlertmanagerTarget(
                post,
                labels == null ? Map.of() : labels,
                Optional.ofNullable(page),
                Clock.systemUTC(),
                text -> terminal.tell("%s", text));
    String kind = webhook ? "webhook" : "alertmanager";
    String id = group == null ? config.topics().groups().alerts(kind) : group;
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.SERVICE)) {
      TopicsThere.require(admin, List.of(config.topics().alarms()));
      GroupCheck.require(admin, id, "--group", Set.of(config.topics().alarms().name()));
    }
    terminal.tell(
        "forwarding %s to %s; Ctrl-C ends it", config.topics().alarms().name(), post.shown());
    run(config, id, fromBeginning, target);
    return ExitCodes.OK;
  }

  private void run(MekikiConfig config, String group, boolean fromBeginning, AlarmTarget target)
      throws InterruptedException {
    Lifecycle lifecycle = terminal.lifecycle();
    try (AlarmForwarder forwarder =
        new AlarmForwarder(
            config.kafka().consumerProperties(),
            group,
            config.topics().alarms().name(),
            fromBeginning,
            target,
            text -> terminal.tell("%s", text))) {
      try {
        forwarder.run(time -> time.isZero() ? lifecycle.isStopping() : lifecycle.awaitStop(time));
      } catch (InterruptException | InterruptedException e) {
        if (!lifecycle.isStopping()) {
          throw e;
        }
      }
      // An interrupt has done its work; the consumer would not leave its group under it.
      Thread.interrupted();
      terminal.print(
          "%d alarms forwarded, %d left out", forwarder.delivered(), forwarder.refused());
    }
  }

  private URI alertmanager(String text) {
    return address("--alertmanager", text, "/api/v2/alerts");
  }

  private URI address(String flag, String given, String path) {
    String text = SecretUrl.resolve(flag, given, terminal.environment());
    try {
      URI uri = new URI(text.replaceAll("/+$", "") + path);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Its message would show the address.
    }
    throw CommandException.badUsage(
        flag
            + " is not valid: it must be http://HOST… or https://HOST…, with a password in"
            + " --headers and not in the address");
  }

  private static Map<String, String> headers(Path file) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (file == null) {
      return headers;
    }
    List<String> lines;
    try {
      lines = TextFile.lines(file);
    } catch (IOException e) {
      throw CommandException.badUsage("--headers " + file + " can't be read: " + FileFault.of(e));
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int colon = line.indexOf(':');
      if (!line.isEmpty() && !line.startsWith("#")) {
        if (colon < 1 || !line.substring(0, colon).matches("[A-Za-z0-9-]+")) {
          throw CommandException.badUsage(
              "--headers " + file + ":" + (i + 1) + " is not valid: lines are 'Name: value'");
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (!HttpPost.takes(name, value)) {
          throw CommandException.badUsage(
              Text.of(
                  "--headers %s:%d is not valid: %s is a header that the HTTP client sets itself,"
                      + " or its value (not shown) has characters that a header can't have",
                  file, i + 1, name));
        }
        headers.put(name, value);
      }
    }
    return headers;
  }
}

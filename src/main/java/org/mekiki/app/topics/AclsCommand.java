package org.mekiki.app.topics;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Permission;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code mekiki acls}: the least that a command needs, as Kafka's own tool takes it. */
@Command(
    name = "acls",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the commands of kafka-acls.sh that give a principal what a command of Mekiki needs,"
          + " and no more.",
      "By the names of the configuration; it does not connect."
    })
public final class AclsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "ROLE",
      converter = RoleConverter.class,
      completionCandidates = RoleConverter.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Role role;

  @Option(
      names = "--principal",
      paramLabel = "PRINCIPAL",
      description = "Who is to get it, User:score, say. Default: User: and the role.")
  private String principal;

  public AclsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    MekikiConfig config = options.load(terminal);
    String who = principal == null ? "User:" + role.text() : principal;
    Map<ResourcePattern, StringBuilder> operations = new LinkedHashMap<>();
    for (Permission permission : role.permissions(config)) {
      operations
          .computeIfAbsent(permission.pattern(), pattern -> new StringBuilder())
          .append(" --operation ")
          .append(permission.operation());
    }
    String bootstrap = config.kafka().bootstrapServers().orElse("BROKER:9092");
    operations.forEach(
        (resource, all) ->
            terminal.print(
                "kafka-acls.sh --bootstrap-server %s --command-config admin.properties --add"
                    + " --allow-principal '%s'%s %s '%s'%s",
                bootstrap,
                who,
                all,
                flag(resource),
                resource.name(),
                resource.patternType() == PatternType.PREFIXED
                    ? " --resource-pattern-type prefixed"
                    : ""));
    return ExitCodes.OK;
  }

  private static String flag(ResourcePattern resource) {
    return "--" + resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code score} → {@link Role#SCORE}. */
  static final class RoleConverter implements ITypeConverter<Role>, Iterable<String> {
    @Override
    public Role convert(String value) {
      for (Role role : Role.values()) {
        if (role.text().equals(value)) {
          return role;
        }
      }
      throw new TypeConversionException(
          "'" + value + "' is no role; valid: " + String.join(", ", this));
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Role.values()).map(Role::text).iterator();
    }
  }
}

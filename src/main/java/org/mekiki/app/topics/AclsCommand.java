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
import org.mekiki.cluster.StrimziResources;
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
      "Prints the kafka-acls.sh commands that give a principal the least permissions for a command"
          + " of Mekiki.",
      "Uses the names of the configuration, and does not connect."
    })
public final class AclsCommand implements Callable<Integer> {
  private static final String USER = "User:";

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
      description =
          "Principal that gets the permissions. Default: User: and the role, for example"
              + " User:score.")
  private String principal;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Print this instead of commands. strimzi: a KafkaUser resource of the operator Strimzi,"
              + " for kubectl apply.")
  private StrimziOptions.Format format;

  @Option(
      names = "--authentication",
      paramLabel = "TYPE",
      converter = AuthenticationConverter.class,
      completionCandidates = AuthenticationConverter.class,
      defaultValue = "scram-sha-512",
      description =
          "With --format strimzi: how the user proves who it is, one of ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}.")
  private StrimziResources.Authentication authentication;

  @Mixin private StrimziOptions strimzi;

  public AclsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    MekikiConfig config = options.load(terminal);
    String who = principal == null ? USER + role.label() : principal;
    if (format != null) {
      String user = who.startsWith(USER) ? who.substring(USER.length()) : who;
      terminal.printLines(strimzi.resources().user(user, authentication, role.permissions(config)));
      return ExitCodes.OK;
    }
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

  /** {@code tls} → {@link StrimziResources.Authentication#TLS}. */
  static final class AuthenticationConverter
      implements ITypeConverter<StrimziResources.Authentication>, Iterable<String> {
    @Override
    public StrimziResources.Authentication convert(String value) {
      for (StrimziResources.Authentication type : StrimziResources.Authentication.values()) {
        if (type.label().equals(value)) {
          return type;
        }
      }
      throw new TypeConversionException(
          "'" + value + "' is not an authentication of Strimzi; valid: " + String.join(", ", this));
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(StrimziResources.Authentication.values())
          .map(StrimziResources.Authentication::label)
          .iterator();
    }
  }

  /** {@code score} → {@link Role#SCORE}. */
  static final class RoleConverter implements ITypeConverter<Role>, Iterable<String> {
    @Override
    public Role convert(String value) {
      for (Role role : Role.values()) {
        if (role.label().equals(value)) {
          return role;
        }
      }
      throw new TypeConversionException(
          "'" + value + "' is not a role; valid: " + String.join(", ", this));
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Role.values()).map(Role::label).iterator();
    }
  }
}

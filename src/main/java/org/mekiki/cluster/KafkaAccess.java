package org.mekiki.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.AccessCheck;
import org.mekiki.stream.access.Permission;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/** Refuses to start where the cluster would refuse the work later. */
public final class KafkaAccess {
  private static final Pattern USER = Pattern.compile("\\busername=\"?([^\"\\s;]+)");

  private KafkaAccess() {}

  /**
   * Checks permissions, and the sizes that topics take; says which the cluster does not tell.
   *
   * @throws CommandException naming every permission that is missing, or every limit that is too
   *     low
   */
  public static void require(Terminal terminal, Admin admin, MekikiConfig config, Role role)
      throws InterruptedException {
    require(terminal, admin, config, role, permission -> true);
  }

  /** As {@link #require(Terminal, Admin, MekikiConfig, Role)}, for a part of what the role does. */
  public static void require(
      Terminal terminal, Admin admin, MekikiConfig config, Role role, Predicate<Permission> part)
      throws InterruptedException {
    List<Permission> missing =
        new AccessCheck(admin).missing(role.permissions(config).stream().filter(part).toList());
    if (!missing.isEmpty()) {
      throw CommandException.failed(sentence(config, role, missing));
    }
    SizeLimits limits = new SizeLimits(admin, config);
    List<String> small = limits.problems(role);
    limits.unchecked().ifPresent(sentence -> terminal.tell("%s", sentence));
    if (!small.isEmpty()) {
      throw CommandException.failed(String.join("\n", small));
    }
  }

  private static String sentence(MekikiConfig config, Role role, List<Permission> missing) {
    String principal = principal(config.kafka().adminProperties());
    return Text.of(
        "%s may not %s: %s. 'mekiki acls %s' prints all that it needs",
        principal,
        role.label(),
        missing.stream().map(p -> "it lacks " + p).collect(Collectors.joining(", ")),
        role.label());
  }

  /** Who the brokers take this client for, as far as its own settings tell. */
  static String principal(Map<String, Object> client) {
    Object jaas = client.get("sasl.jaas.config");
    if (jaas != null) {
      Matcher user = USER.matcher(jaas.toString());
      if (user.find()) {
        return "User:" + user.group(1);
      }
    }
    Object store = client.get("ssl.keystore.location");
    if (store != null) {
      Object password = client.getOrDefault("ssl.keystore.password", "");
      Object type = client.getOrDefault("ssl.keystore.type", "PKCS12");
      return "User:" + subject(Path.of(store.toString()), type.toString(), password.toString());
    }
    return "User:ANONYMOUS";
  }

  private static String subject(Path file, String type, String password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, password.toCharArray());
      for (String alias : java.util.Collections.list(store.aliases())) {
        if (store.getCertificate(alias) instanceof X509Certificate certificate) {
          return certificate.getSubjectX500Principal().getName();
        }
      }
      return "(the certificate in " + file + ")";
    } catch (IOException | GeneralSecurityException e) {
      return "(the certificate in " + file + ")";
    }
  }
}

package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.mekiki.Certificates;
import org.mekiki.Patience;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.broker.FreePorts;
import org.mekiki.config.ConfigLoader;
import org.mekiki.stream.access.Permission;

/**
 * A real broker that lets nobody do anything without being told: SASL/SCRAM over TLS on one
 * listener, mutual TLS on another, access control lists on both. Whoever comes by the third, as the
 * broker itself does, may do everything.
 */
final class SecureBroker implements AutoCloseable {
  private static final Duration PATIENCE = Patience.PATIENCE;

  private final Path folder;
  private final EmbeddedBroker broker = EmbeddedBroker.temporary();
  private final String sasl;
  private final String mutualTls;
  private final Certificates server;
  private final Certificates client;
  private final Admin admin;

  /**
   * @param clientName common name of the one client certificate
   */
  SecureBroker(Path folder, String clientName) throws Exception {
    this.folder = folder;
    this.server = Certificates.make(folder, "broker");
    this.client = Certificates.make(folder, clientName);
    FreePorts ports = new FreePorts(new Random());
    this.sasl = "127.0.0.1:" + ports.next();
    this.mutualTls = "127.0.0.1:" + ports.next();
    String controller = "127.0.0.1:" + ports.next();
    String listeners =
        "INTERNAL://" + broker.bootstrapServers() + ",SASL://" + sasl + ",MUTUAL://" + mutualTls;
    Map.ofEntries(
            Map.entry("listeners", listeners + ",CONTROLLER://" + controller),
            Map.entry("advertised.listeners", listeners),
            Map.entry(
                "listener.security.protocol.map",
                "INTERNAL:PLAINTEXT,SASL:SASL_SSL,MUTUAL:SSL,CONTROLLER:PLAINTEXT"),
            Map.entry("inter.broker.listener.name", "INTERNAL"),
            Map.entry("controller.quorum.voters", "1@" + controller),
            Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-256"),
            Map.entry(
                "listener.name.sasl.scram-sha-256.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
            Map.entry("ssl.keystore.location", server.store().toString()),
            Map.entry("ssl.keystore.password", Certificates.PASSWORD),
            Map.entry("ssl.keystore.type", "PKCS12"),
            Map.entry("ssl.truststore.location", client.truststore().toString()),
            Map.entry("ssl.truststore.password", Certificates.PASSWORD),
            Map.entry("ssl.truststore.type", "PKCS12"),
            Map.entry("listener.name.mutual.ssl.client.auth", "required"),
            Map.entry(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
            Map.entry("super.users", "User:ANONYMOUS"))
        .forEach(broker::with);
    broker.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** May do everything. */
  Admin admin() {
    return admin;
  }

  /** A configuration file of a user with a password, who can log in by now. */
  Path user(String name, String password) throws Exception {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), password)))
        .all()
        .get();
    Path file =
        file(
            name,
            "kafka.bootstrap.servers=" + sasl,
            "kafka.security.protocol=SASL_SSL",
            "kafka.sasl.mechanism=SCRAM-SHA-256",
            "kafka.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule"
                + " required username=\""
                + name
                + "\" password=\""
                + password
                + "\";");
    awaitLogin(file);
    return file;
  }

  /** The controller acknowledges a password before the broker has heard of it. */
  private static void awaitLogin(Path file) {
    try (Admin user =
        Admin.create(new ConfigLoader().file(file).load().kafka().adminProperties())) {
      await()
          .ignoreExceptionsMatching(SecureBroker::isRefusedLogin)
          .untilAsserted(() -> assertThat(user.describeCluster().clusterId().get()).isNotNull());
    }
  }

  private static boolean isRefusedLogin(Throwable failure) {
    return failure.getCause() instanceof SaslAuthenticationException;
  }

  /** A configuration file of whoever has the client certificate. */
  Path certified(String name) throws Exception {
    return file(
        name,
        "kafka.bootstrap.servers=" + mutualTls,
        "kafka.security.protocol=SSL",
        "kafka.ssl.keystore.location=" + client.store(),
        "kafka.ssl.keystore.type=PKCS12",
        "kafka.ssl.keystore.password=" + Certificates.PASSWORD,
        "kafka.ssl.key.password=" + Certificates.PASSWORD);
  }

  private Path file(String name, String... lines) throws Exception {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("kafka.ssl.truststore.location=" + server.truststore());
    all.add("kafka.ssl.truststore.type=PKCS12");
    all.add("kafka.ssl.truststore.password=" + Certificates.PASSWORD);
    return write(folder.resolve(name + ".properties"), all);
  }

  private static Path write(Path file, List<String> lines) throws IOException {
    return Files.write(file, lines);
  }

  void allow(String principal, Collection<Permission> permissions) throws Exception {
    List<AclBinding> bindings = permissions.stream().map(p -> binding(principal, p)).toList();
    admin.createAcls(bindings).all().get();
    await().untilAsserted(() -> assertThat(known()).containsAll(bindings));
  }

  void revoke(String principal, Permission permission) throws Exception {
    AclBinding binding = binding(principal, permission);
    admin.deleteAcls(List.of(binding.toFilter())).all().get();
    await().untilAsserted(() -> assertThat(known()).doesNotContain(binding));
  }

  /** What the broker goes by, which the controller's answer may be ahead of. */
  private Collection<AclBinding> known() throws Exception {
    return admin.describeAcls(AclBindingFilter.ANY).values().get();
  }

  private static AclBinding binding(String principal, Permission permission) {
    return new AclBinding(
        permission.pattern(),
        new AccessControlEntry(principal, "*", permission.operation(), AclPermissionType.ALLOW));
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }
}

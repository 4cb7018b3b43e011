package org.mekiki.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.mekiki.config.KafkaSettings;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/** Waits for a broker that is away at the start, and says so. */
public final class BrokerWait {
  /** How long commands wait that do one thing and end. */
  public static final Duration ONE_SHOT = Duration.ofSeconds(20);

  /** A service that starts before its brokers waits for them, however long they take. */
  public static final Duration SERVICE = Duration.ofDays(365);

  /** A pause between two tries, and how long one try may take. */
  private static final Duration TRY = Duration.ofSeconds(2);

  private static final Duration REPEAT_MESSAGE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final Terminal terminal;
  private final String address;

  public BrokerWait(KafkaSettings kafka, Terminal terminal) {
    this.kafka = kafka;
    this.terminal = terminal;
    this.address = kafka.bootstrapServers().orElse("(no address)");
  }

  /**
   * Returns an admin client when a broker answers.
   *
   * @throws CommandException if none answers in time, the settings are such that nobody can be
   *     asked, the cluster refuses the credentials, or the program is asked to end
   */
  public Admin connect(Duration atMost) throws InterruptedException {
    long start = System.nanoTime();
    Duration nextMessage = Duration.ZERO;
    while (true) {
      String reason;
      Admin admin = null;
      try {
        admin = Admin.create(kafka.adminProperties());
        answer(admin);
        if (!nextMessage.isZero()) {
          terminal.tell("Kafka at %s is there", address);
        }
        return admin;
      } catch (KafkaException | TimeoutException e) {
        if (admin == null && MissingClient.isFinal(e)) {
          throw CommandException.badUsage(MissingClient.unusable(e, kafka.adminProperties()));
        }
        close(admin);
        reason = reason(e, admin == null);
      } catch (RuntimeException e) {
        close(admin);
        throw e;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(atMost) >= 0) {
        throw CommandException.failed(
            Text.of(
                "Kafka at %s did not answer within %d s (%s); is the address right, and does the"
                    + " broker run?",
                address, atMost.toSeconds(), reason));
      }
      if (waited.compareTo(nextMessage) >= 0) {
        terminal.tell("waiting for Kafka at %s: %s", address, reason);
        nextMessage = waited.plus(REPEAT_MESSAGE);
      }
      if (terminal.lifecycle().awaitStop(TRY)) {
        throw CommandException.failed("stopped while waiting for Kafka at " + address);
      }
    }
  }

  private void answer(Admin admin) throws InterruptedException, TimeoutException {
    var options = new DescribeClusterOptions().timeoutMs((int) TRY.toMillis());
    try {
      Collection<Node> brokers =
          admin.describeCluster(options).nodes().get(2 * TRY.toMillis(), TimeUnit.MILLISECONDS);
      Optional<String> problem = unreachable(brokers);
      if (problem.isPresent()) {
        throw new KafkaException(problem.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthenticationException
          || e.getCause() instanceof AuthorizationException) {
        throw CommandException.failed(
            "Kafka at " + address + " refused the credentials: " + e.getCause().getMessage());
      }
      throw new KafkaException(e.getCause());
    }
  }

  /**
   * Why no broker can be reached at the address that it tells clients, which need not be the one
   * that the first answer came from; empty if one can, and when there is none.
   */
  static Optional<String> unreachable(Collection<Node> brokers) {
    for (Node broker : brokers) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(broker.host(), broker.port()), (int) TRY.toMillis());
        return Optional.empty();
      } catch (IOException e) {
        // The next one may be there.
      }
    }
    return brokers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            brokers.stream()
                .map(broker -> broker.host() + ":" + broker.port())
                .collect(
                    Collectors.joining(
                        ", ",
                        "it tells clients to connect to ",
                        ", which can't be reached from here; check the brokers'"
                            + " advertised.listeners")));
  }

  private static void close(Admin admin) {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  private static String reason(Exception e, boolean unmade) {
    Throwable root = MissingClient.root(e);
    if (MissingClient.isUnknownHost(root)) {
      return "this machine does not know the host";
    }
    boolean silent =
        root instanceof TimeoutException
            || root instanceof org.apache.kafka.common.errors.TimeoutException;
    String reason = silent || root.getMessage() == null ? "no answer" : root.getMessage();
    // Java's login puts a whole stack trace into a message.
    reason = reason.lines().findFirst().orElse(reason);
    return unmade && MissingClient.isLogin(e)
        ? "the login failed; does the token server or the KDC run? (" + reason + ")"
        : reason;
  }
}

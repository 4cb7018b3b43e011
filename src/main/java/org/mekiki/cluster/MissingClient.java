package org.mekiki.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/**
 * Why Kafka's client could not be made. It reads its stores and logs in before it asks a broker, so
 * the settings may be wrong, or a token server or a KDC may be away.
 */
final class MissingClient {
  /** How Kafka's client begins its message when no name of a host can be resolved. */
  private static final String UNKNOWN_HOST = "No resolvable bootstrap urls";

  private static final List<Class<? extends Throwable>> SETTINGS =
      List.of(
          ConfigException.class, InvalidConfigurationException.class, FileSystemException.class);

  private static final List<Class<? extends Throwable>> OTHER_SERVERS =
      List.of(
          LoginException.class,
          SocketException.class,
          UnknownHostException.class,
          InterruptedIOException.class,
          HttpTimeoutException.class,
          SSLException.class);

  /** For a key store that its password does not open, and a login that can't be read. */
  private static final List<Class<? extends Throwable>> VALUES =
      List.of(IOException.class, GeneralSecurityException.class, IllegalArgumentException.class);

  private MissingClient() {}

  /** Whether waiting can't help: the settings, or a file of this machine, have to change. */
  static boolean isFinal(Throwable failure) {
    if (isUnknownHost(root(failure))) {
      return false;
    }
    return holds(failure, SETTINGS) || (!holds(failure, OTHER_SERVERS) && holds(failure, VALUES));
  }

  static boolean isUnknownHost(Throwable root) {
    return root instanceof ConfigException && root.getMessage().startsWith(UNKNOWN_HOST);
  }

  /** Whether the client could not log in, which may need a server besides the brokers. */
  static boolean isLogin(Throwable failure) {
    return holds(failure, List.of(LoginException.class));
  }

  /**
   * What is wrong with the settings or a file that they name.
   *
   * @param client the settings
   */
  static String unusable(Throwable failure, Map<String, Object> client) {
    Throwable root = root(failure);
    String reason = String.valueOf(root.getMessage());
    if (root instanceof AccessDeniedException) {
      reason += " can't be read by this user";
    } else if (root instanceof NoSuchFileException) {
      reason += " doesn't exist";
    } else {
      reason = TlsStores.problem(client).orElse(reason);
    }
    return "Kafka's client can't be made of the settings under kafka.: " + reason;
  }

  static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean holds(Throwable failure, List<Class<? extends Throwable>> kinds) {
    return Stream.iterate(failure, e -> e != null, Throwable::getCause)
        .anyMatch(e -> kinds.stream().anyMatch(kind -> kind.isInstance(e)));
  }
}

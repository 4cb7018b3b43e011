package org.mekiki.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mekiki.text.Text;

/**
 * What is wrong with the TLS stores of Kafka's client, in terms of its settings. Kafka's client
 * hands on what Java's providers say, which names no file and no setting.
 */
final class TlsStores {
  /** Kafka's default; Java then opens PKCS #12 too. */
  private static final String TYPE = "JKS";

  private static final String PEM = "PEM";

  private TlsStores() {}

  /**
   * Opens the stores as Kafka's client does.
   *
   * @param client Kafka's settings
   * @return a sentence that names setting and file, and no password; empty if both can be opened
   */
  static Optional<String> problem(Map<String, Object> client) {
    return List.of("ssl.keystore", "ssl.truststore").stream()
        .map(store -> problem(store, client))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> problem(String store, Map<String, Object> client) {
    Object location = client.get(store + ".location");
    String type = client.getOrDefault(store + ".type", TYPE).toString();
    if (location == null || type.equals(PEM)) {
      return Optional.empty();
    }
    Path file = Path.of(location.toString());
    char[] password = password(client, store + ".password");
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore opened = KeyStore.getInstance(type);
      opened.load(in, password);
      return store.equals("ssl.keystore") ? keys(opened, file, client) : Optional.empty();
    } catch (KeyStoreException e) {
      return Optional.of(
          Text.of("kafka.%s.type = %s is no type of store; valid: JKS, PKCS12, PEM", store, type));
    } catch (IOException e) {
      return e.getCause() instanceof UnrecoverableKeyException
          ? Optional.of(opensNot("kafka." + store + ".password", password, file.toString()))
          : Optional.of(
              Text.of(
                  "%s can't be read as a store of type %s; check kafka.%s.location and"
                      + " kafka.%s.type",
                  file, type, store, store));
    } catch (GeneralSecurityException e) {
      return Optional.of(Text.of("kafka.%s.location = %s: %s", store, file, e.getMessage()));
    }
  }

  /** The password of its keys is another one, or that of the store. */
  private static Optional<String> keys(KeyStore store, Path file, Map<String, Object> client)
      throws GeneralSecurityException {
    String own = "ssl.key.password";
    String setting = client.containsKey(own) ? own : "ssl.keystore.password";
    char[] password = password(client, setting);
    for (String alias : Collections.list(store.aliases())) {
      try {
        store.getKey(alias, password);
      } catch (UnrecoverableKeyException e) {
        return Optional.of(
            opensNot("kafka." + setting, password, Text.of("the key '%s' in %s", alias, file)));
      }
    }
    return Optional.empty();
  }

  private static String opensNot(String setting, char[] password, String what) {
    return password == null
        ? Text.of("%s needs a password; set %s", what, setting)
        : Text.of("%s does not open %s; correct it", setting, what);
  }

  private static char[] password(Map<String, Object> client, String setting) {
    Object password = client.get(setting);
    return password == null ? null : password.toString().toCharArray();
  }
}

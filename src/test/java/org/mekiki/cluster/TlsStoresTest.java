package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.Certificates;

class TlsStoresTest {
  @TempDir static Path folder;

  private static Path store;

  @BeforeAll
  static void make() throws Exception {
    store = Certificates.make(folder, "client").store();
  }

  private static Map<String, Object> client(String kind, Path file, String password) {
    Map<String, Object> client = new HashMap<>();
    client.put("ssl." + kind + ".location", file.toString());
    if (password != null) {
      client.put("ssl." + kind + ".password", password);
    }
    return client;
  }

  @Test
  void storesThatCanBeOpenedAreNoProblem() {
    Map<String, Object> client = client("keystore", store, Certificates.PASSWORD);
    client.putAll(client("truststore", store, null));
    assertThat(TlsStores.problem(client)).isEmpty();
    assertThat(TlsStores.problem(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"keystore", "truststore"})
  void aWrongPasswordIsToldByItsSettingAndFileButNotShown(String kind) {
    assertThat(TlsStores.problem(client(kind, store, "wr0ng")))
        .hasValue("kafka.ssl." + kind + ".password does not open " + store + "; correct it");
  }

  @Test
  void aKeyWithAnotherPasswordIsNamed() {
    Map<String, Object> client = client("keystore", store, Certificates.PASSWORD);
    client.put("ssl.key.password", "wr0ng");
    assertThat(TlsStores.problem(client))
        .hasValue(
            "kafka.ssl.key.password does not open the key 'page' in " + store + "; correct it");
  }

  @Test
  void aMissingPasswordIsToldToBeSet() {
    assertThat(TlsStores.problem(client("keystore", store, null)))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).endsWith("; set kafka.ssl.keystore.password"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void aFileThatIsNoStoreIsNamedWithItsSettings(String type) throws Exception {
    Path file = Files.writeString(folder.resolve("junk"), "no store");
    Map<String, Object> client = client("truststore", file, "any");
    client.put("ssl.truststore.type", type);
    assertThat(TlsStores.problem(client))
        .hasValue(
            file
                + " can't be read as a store of type "
                + type
                + "; check kafka.ssl.truststore.location and kafka.ssl.truststore.type");
  }

  @Test
  void aTypeThatDoesNotExistIsToldWithTheValidOnes() {
    Map<String, Object> client = client("truststore", store, "any");
    client.put("ssl.truststore.type", "P12");
    assertThat(TlsStores.problem(client))
        .hasValue("kafka.ssl.truststore.type = P12 is no type of store; valid: JKS, PKCS12, PEM");
  }
}

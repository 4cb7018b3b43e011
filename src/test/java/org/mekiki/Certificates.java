package org.mekiki;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that signs itself, made by the JDK's keytool.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 * @param store PKCS #12 with both, password {@value #PASSWORD}
 */
public record Certificates(Path certificate, Path key, Path store) {
  public static final String PASSWORD = "changeit";

  /** Makes one with this common name, for localhost and 127.0.0.1. */
  public static Certificates make(Path folder, String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "page",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore keys = read(store);
    return new Certificates(
        pem(folder, name + ".pem", "CERTIFICATE", keys.getCertificate("page").getEncoded()),
        pem(
            folder,
            name + ".key",
            "PRIVATE KEY",
            keys.getKey("page", PASSWORD.toCharArray()).getEncoded()),
        store);
  }

  /** Trusts this certificate and no other. */
  /** Of a server that shows it. */
  public SSLContext server() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(read(store), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  public SSLContext trusting() throws Exception {
    KeyStore trusted = trusted();
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** A PKCS #12 file that trusts this certificate and no other. */
  public Path truststore() throws Exception {
    Path file = store.resolveSibling(store.getFileName() + ".trust");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted().store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private KeyStore trusted() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("page", read(store).getCertificate("page"));
    return trusted;
  }

  private static KeyStore read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static Path pem(Path folder, String file, String label, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }
}

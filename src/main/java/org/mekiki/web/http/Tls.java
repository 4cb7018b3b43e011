package org.mekiki.web.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Certificate and key from PEM files, as certificate authorities and cert-manager write them. */
public final class Tls {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final String[] ALGORITHMS = {"EC", "RSA", "Ed25519"};

  private Tls() {}

  /**
   * TLS 1.2 and 1.3 with this certificate.
   *
   * @throws WebException if a file can't be read, or holds something else
   */
  public static SslContextFactory.Server of(Path certificate, Path key) {
    char[] password = {};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      Certificate[] chain = chain(certificate);
      store.setKeyEntry("page", privateKey(key), password, chain);
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setKeyStore(store);
      factory.setKeyStorePassword("");
      factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      // Whatever name it is asked by: the browser looks whether the certificate is for it.
      factory.setSniRequired(false);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new WebException(
          "web.tls.certificate " + certificate + " and web.tls.key " + key + ": " + e, e);
    }
  }

  private static Certificate[] chain(Path file) throws GeneralSecurityException {
    Collection<? extends Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(read("web.tls.certificate", file)));
    if (chain.isEmpty()) {
      throw new WebException("web.tls.certificate: " + file + " holds no certificate in PEM", null);
    }
    return chain.toArray(new Certificate[0]);
  }

  private static PrivateKey privateKey(Path file) {
    Matcher matcher =
        PRIVATE_KEY.matcher(new String(read("web.tls.key", file), StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new WebException(
          "web.tls.key: "
              + file
              + " holds no 'PRIVATE KEY' in PEM; 'openssl pkcs8 -topk8 -nocrypt' makes one of other"
              + " forms",
          null);
    }
    byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (GeneralSecurityException e) {
        // A key of another kind.
      }
    }
    throw new WebException(
        "web.tls.key: " + file + " holds a key that is neither RSA, EC nor Ed25519", null);
  }

  private static byte[] read(String setting, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new WebException(setting + ": there is no readable file " + file, e);
    }
  }
}

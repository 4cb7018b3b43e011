package org.mekiki.stream.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.mekiki.text.Text;

/** Certificates of a PEM file, as the only ones that are trusted. */
final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * TLS that trusts these certificates and what they signed.
   *
   * @throws RegistryException if the file holds none
   */
  static SSLContext context(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("certificate-" + store.size(), certificate);
      }
      if (store.size() == 0) {
        throw new RegistryException("registry.trusted-certificates: no certificate is in " + pem);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new RegistryException(
          Text.of(
              "registry.trusted-certificates: %s can't be read as certificates in PEM: %s",
              pem, e.getMessage()));
    }
  }
}

package dev.parley.openai.internal;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.ProviderSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Reads the setting {@code trust}: a file of certificates that alone are trusted. */
final class TrustedCertificates {
  private static final String NAME = "trust";

  private TrustedCertificates() {}

  static void add(ProviderSettings settings, ChatCompletions.Builder server) {
    settings.path(NAME).ifPresent(file -> add(settings, file, server));
  }

  private static void add(ProviderSettings settings, Path file, ChatCompletions.Builder server) {
    try (InputStream in = Files.newInputStream(file)) {
      X509TrustManager trust =
          trust(CertificateFactory.getInstance("X.509").generateCertificates(in));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      server.tls(context, trust);
    } catch (IOException | GeneralSecurityException e) {
      throw settings.invalid(
          NAME, "a file of certificates in PEM, which it is not or which cannot be read");
    }
  }

  private static X509TrustManager trust(Collection<? extends Certificate> certificates)
      throws IOException, GeneralSecurityException {
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("There is none");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        return trust;
      }
    }
    throw new GeneralSecurityException("This JDK checks no X.509 certificates");
  }
}

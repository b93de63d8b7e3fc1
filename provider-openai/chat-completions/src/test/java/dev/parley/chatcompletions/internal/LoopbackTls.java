package dev.parley.chatcompletions.internal;

import dev.parley.tck.http.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A certificate for this machine, for servers that show it and clients that trust it alone. */
final class LoopbackTls {
  private final SelfSigned certificate = SelfSigned.create();

  /** A server behind TLS. */
  RawServer serve(RawServer.Script script) {
    try {
      ServerSocket listener =
          certificate.serverSockets().createServerSocket(0, 200, InetAddress.getLoopbackAddress());
      return RawServer.start(listener, script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static URI url(RawServer server) {
    return URI.create("https://127.0.0.1:" + server.port() + "/v1");
  }

  /** What trusts the certificate. */
  Tls trusting() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("it", certificate.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return new Tls(context, trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

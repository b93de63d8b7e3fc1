package dev.parley.tck.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key pair of its own, and a certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}
 * that it signs itself, both made when asked for: nothing secret is kept in a file, and nothing
 * expires. Nobody trusts it who does not use {@link #trust()}.
 */
public final class SelfSigned {
  private static final char[] NO_PASSWORD = {};

  private final PrivateKey key;
  private final X509Certificate certificate;

  private SelfSigned(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** {@return a new key pair with its certificate, which is good from yesterday to tomorrow} */
  public static SelfSigned create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] toSign = toBeSigned(pair);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(toSign);
      byte[] encoded = Der.sequence(toSign, Der.ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
      return new SelfSigned(pair.getPrivate(), (X509Certificate) certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK cannot make a certificate", e);
    }
  }

  /** RFC 5280, 4.1: version, number, algorithm, issuer, validity, subject, key, extensions. */
  private static byte[] toBeSigned(KeyPair pair) {
    Instant now = Instant.now();
    byte[] name = Der.commonName("localhost");
    byte[] names =
        Der.sequence(
            Der.dnsName("localhost"),
            Der.address(new byte[] {127, 0, 0, 1}),
            Der.address(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    return Der.sequence(
        Der.explicit(0, Der.integer(2)),
        Der.integer(new SecureRandom().nextInt(Integer.MAX_VALUE)),
        Der.ECDSA_WITH_SHA256,
        name,
        Der.sequence(
            Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(Duration.ofDays(1)))),
        name,
        pair.getPublic().getEncoded(),
        Der.explicit(
            3, Der.sequence(Der.sequence(Der.SUBJECT_ALTERNATIVE_NAME, Der.octetString(names)))));
  }

  /** {@return the certificate} */
  public X509Certificate certificate() {
    return certificate;
  }

  /** {@return sockets of servers that show the certificate} */
  public ServerSocketFactory serverSockets() {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context.getServerSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK cannot use its own certificate", e);
    }
  }

  /** {@return what makes a client trust the certificate, and no other} */
  public SSLContext trust() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("server", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK cannot use its own certificate", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException(e); // Nothing is read.
    }
  }

  /** {@return the subject, never the key} */
  @Override
  public String toString() {
    return "SelfSigned[" + certificate.getSubjectX500Principal() + "]";
  }
}

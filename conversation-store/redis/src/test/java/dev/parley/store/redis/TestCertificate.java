package dev.parley.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code 127.0.0.1} that nobody trusts who is not told to, as files for Redis.
 */
final class TestCertificate implements AutoCloseable {
  private static final String STORE_PASSWORD = "not-a-secret";

  private final Path folder;
  private final Certificate certificate;

  private TestCertificate(Path folder, Certificate certificate) {
    this.folder = folder;
    this.certificate = certificate;
  }

  /** Makes a new one with the JDK's {@code keytool}. */
  static TestCertificate create() throws Exception {
    Path folder = Files.createTempDirectory("parley-certificate"); // 0700
    Path store = folder.resolve("store.p12");
    keytool(store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD.toCharArray());
    }
    Certificate certificate = keys.getCertificate("server");
    byte[] key = keys.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded();
    write(folder.resolve("key.pem"), "PRIVATE KEY", key);
    write(folder.resolve("certificate.pem"), "CERTIFICATE", certificate.getEncoded());
    return new TestCertificate(folder, certificate);
  }

  private static void keytool(Path store) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "server", "-dname", "CN=localhost"));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    command.addAll(List.of("-ext", "san=ip:127.0.0.1,dns:localhost"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", STORE_PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
  }

  private static void write(Path file, String what, byte[] content) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  /** What Redis must be set to. */
  String[] settings() {
    return new String[] {
      "tls",
      "tls-cert-file " + folder.resolve("certificate.pem"),
      "tls-key-file " + folder.resolve("key.pem"),
      "tls-ca-cert-file " + folder.resolve("certificate.pem"),
      "tls-auth-clients no"
    };
  }

  /** Sockets that trust it, and nothing else. */
  SSLSocketFactory trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

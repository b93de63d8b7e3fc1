package dev.parley.store.redis;

import dev.parley.config.Secret;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Which server is spoken to, and how. */
record Target(
    String host,
    int port,
    int database,
    Optional<String> user,
    Optional<Secret> password,
    Optional<SSLSocketFactory> tls,
    Duration connectTimeout,
    Duration answerTimeout,
    Network network) {

  /** For errors and texts: neither user nor password. */
  @Override
  public String toString() {
    String scheme = tls.isPresent() ? "rediss" : "redis";
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

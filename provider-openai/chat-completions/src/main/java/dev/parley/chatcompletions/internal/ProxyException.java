package dev.parley.chatcompletions.internal;

import java.net.NoRouteToHostException;

/**
 * A proxy would not connect, so nothing reached the server, which callers see by its kind. Its
 * message is for people and holds nothing secret.
 */
final class ProxyException extends NoRouteToHostException {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  ProxyException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  /** Whether the same may work later: it does not where a name or a password is wrong. */
  boolean mayPass() {
    return mayPass;
  }
}

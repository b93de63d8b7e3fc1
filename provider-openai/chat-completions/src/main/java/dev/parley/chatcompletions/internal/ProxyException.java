package dev.parley.chatcompletions.internal;

import java.io.IOException;

/** A proxy would not connect. Its message is for people and holds nothing secret. */
final class ProxyException extends IOException {
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

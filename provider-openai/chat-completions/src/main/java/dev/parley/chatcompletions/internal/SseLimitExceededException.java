package dev.parley.chatcompletions.internal;

import java.io.IOException;

/** A line or an event of a stream is longer than its reader accepts. */
public final class SseLimitExceededException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int limitBytes;

  SseLimitExceededException(int limitBytes) {
    super("a server-sent event is longer than the limit of " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  /** The limit that was exceeded, in bytes. */
  public int limitBytes() {
    return limitBytes;
  }
}

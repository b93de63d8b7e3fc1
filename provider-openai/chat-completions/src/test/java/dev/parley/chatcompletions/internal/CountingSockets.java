package dev.parley.chatcompletions.internal;

import dev.parley.spi.InterruptibleSockets;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Interruptible sockets, counted. */
final class CountingSockets extends OnlyPlainSockets {
  private final InterruptibleSockets sockets = new InterruptibleSockets();
  private final AtomicInteger count;

  CountingSockets(AtomicInteger count) {
    this.count = count;
  }

  @Override
  public Socket createSocket() throws IOException {
    count.incrementAndGet();
    return sockets.createSocket();
  }
}

package dev.parley.store.redis;

import dev.parley.spi.InterruptibleSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** What a connection is made of. */
interface Network {
  /** The machine's own. */
  Network REAL =
      new Network() {
        private final InterruptibleSockets sockets = new InterruptibleSockets();

        @Override
        public InetAddress[] resolve(String host) throws IOException {
          return InetAddress.getAllByName(host);
        }

        @Override
        public Socket socket() throws IOException {
          return sockets.createSocket();
        }
      };

  /** The addresses of a host, at least one. */
  InetAddress[] resolve(String host) throws IOException;

  /** A socket that is not connected, and whose waiting ends when its thread is interrupted. */
  Socket socket() throws IOException;
}

package dev.parley.verification.recipe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy on the loopback interface that opens tunnels, by HTTP or by SOCKS 5. Whatever server
 * somebody wants, the tunnel leads to one port of this machine. Thread-safe.
 */
final class TunnelProxy implements Closeable {
  private static final int SOCKS = 5;
  private static final int BY_NAME = 3;

  private final ServerSocket listener;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> wanted = new CopyOnWriteArrayList<>();

  TunnelProxy(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** {@return the heads of requests for a tunnel, or {@code socks NAME}} */
  List<String> wanted() {
    return wanted;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      int first = in.read();
      if (first == SOCKS) {
        socks(in, client);
      } else {
        connect(first, in, client);
      }
      threads.execute(() -> relay(server, client));
      copy(client, server);
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  private void connect(int first, InputStream in, Socket client) throws IOException {
    StringBuilder head = new StringBuilder().append((char) first);
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The head ends after " + head);
      }
      head.append((char) next);
    }
    wanted.add(head.toString());
    client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(ISO_8859_1));
  }

  /** RFC 1928: nobody has to say who he is, and the server is asked for by its name. */
  private void socks(DataInputStream in, Socket client) throws IOException {
    in.readFully(new byte[in.read()]);
    client.getOutputStream().write(new byte[] {SOCKS, 0});
    in.readFully(new byte[3]);
    if (in.read() != BY_NAME) {
      throw new IOException("asked for by address");
    }
    byte[] name = new byte[in.read()];
    in.readFully(name);
    in.readFully(new byte[2]);
    wanted.add("socks " + new String(name, ISO_8859_1));
    client.getOutputStream().write(new byte[] {SOCKS, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  }

  private static void relay(Socket from, Socket to) {
    try (to) {
      copy(from, to);
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    from.getInputStream().transferTo(to.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}

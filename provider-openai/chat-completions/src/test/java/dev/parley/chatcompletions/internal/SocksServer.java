package dev.parley.chatcompletions.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A SOCKS 5 proxy on loopback that leads everything to one port, and falls silent where told. */
final class SocksServer implements AutoCloseable {
  /** Where the proxy stops to answer. */
  enum Silence {
    NEVER,
    BEFORE_METHOD,
    BEFORE_LOGIN,
    BEFORE_REPLY
  }

  private final ServerSocket listener;
  private final int target;
  private final @Nullable String login;
  private final Silence silence;
  private final int reply;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch silent = new CountDownLatch(1);
  private final CountDownLatch hungUp = new CountDownLatch(1);

  /**
   * Starts.
   *
   * @param login {@code user:password} that is asked for; null for nobody
   * @param reply what it answers to requests, 0 is success
   */
  SocksServer(int target, @Nullable String login, Silence silence, int reply) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.login = login;
    this.silence = silence;
    this.reply = reply;
    daemon(this::accept);
  }

  /** One that works. */
  static SocksServer to(int target, @Nullable String login) throws IOException {
    return new SocksServer(target, login, Silence.NEVER, 0);
  }

  Proxy proxy() {
    return new Proxy(
        Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("127.0.0.1", listener.getLocalPort()));
  }

  /** What clients asked for: {@code login USER:PASSWORD}, {@code name HOST:PORT} and so on. */
  List<String> seen() {
    return seen;
  }

  boolean awaitSilence() throws InterruptedException {
    return silent.await(20, TimeUnit.SECONDS);
  }

  boolean awaitHangUp() throws InterruptedException {
    return hungUp.await(20, TimeUnit.SECONDS);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      int version = in.readUnsignedByte();
      byte[] methods = in.readNBytes(in.readUnsignedByte());
      boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
      seen.add("version " + version + " methods " + methods.length);
      if (fallsSilent(Silence.BEFORE_METHOD, in)) {
        return;
      }
      if (login != null) {
        out.write(new byte[] {5, (byte) (offered ? 2 : 0xFF)});
        if (!offered || !loggedIn(in, out)) {
          return;
        }
      } else {
        out.write(new byte[] {5, 0});
      }
      in.readNBytes(3);
      seen.add(asked(in));
      if (fallsSilent(Silence.BEFORE_REPLY, in)) {
        return;
      }
      out.write(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
      if (reply == 0) {
        relay(socket, in, out);
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private boolean loggedIn(DataInputStream in, OutputStream out) throws IOException {
    in.readUnsignedByte();
    String user = text(in);
    String said = user + ":" + text(in);
    seen.add("login " + said);
    if (fallsSilent(Silence.BEFORE_LOGIN, in)) {
      return false;
    }
    boolean right = said.equals(login);
    out.write(new byte[] {1, (byte) (right ? 0 : 1)});
    return right;
  }

  private static String asked(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    String host =
        switch (type) {
          case 1 -> "ipv4 " + InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
          case 4 -> "ipv6 " + InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
          default -> "name " + text(in);
        };
    return host + ":" + in.readUnsignedShort();
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
  }

  private boolean fallsSilent(Silence where, InputStream in) throws IOException {
    if (silence != where) {
      return false;
    }
    silent.countDown();
    try {
      while (in.read() >= 0) {
        // More of what nobody asked for.
      }
    } finally {
      hungUp.countDown();
    }
    return true;
  }

  private void relay(Socket client, InputStream in, OutputStream out) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(server);
      daemon(
          () -> {
            try (client) {
              server.getInputStream().transferTo(out);
            } catch (IOException e) {
              // One of the two has gone.
            }
          });
      in.transferTo(server.getOutputStream());
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

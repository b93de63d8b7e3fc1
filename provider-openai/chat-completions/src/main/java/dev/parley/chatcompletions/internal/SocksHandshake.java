package dev.parley.chatcompletions.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of SOCKS 5 (RFC 1928) with a user name and a password (RFC 1929). Names go to
 * the proxy, which looks them up.
 */
final class SocksHandshake {
  private static final int VERSION = 5;
  private static final int LOGIN_VERSION = 1;
  private static final int NO_LOGIN = 0;
  private static final int LOGIN = 2;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int LONGEST = 255;

  private final String proxy;
  private final @Nullable ProxyLogin login;
  private final DataInputStream in;
  private final OutputStream out;

  /**
   * Nothing is sent yet.
   *
   * @param socket stands, and leads to the proxy
   * @param proxy for error messages
   */
  SocksHandshake(Socket socket, String proxy, @Nullable ProxyLogin login) throws IOException {
    this.proxy = "the proxy " + proxy;
    this.login = login;
    this.in = new DataInputStream(socket.getInputStream()); // Reads no byte more than asked for.
    this.out = socket.getOutputStream();
  }

  /** Asks for a connection; afterwards the socket is one to {@code target}. */
  void connect(InetSocketAddress target) throws IOException {
    try {
      logIn();
      ask(target);
      answer();
    } catch (EOFException e) {
      throw new ProxyException(proxy + " hung up before a connection stood", true);
    }
  }

  private void logIn() throws IOException {
    out.write(
        login == null
            ? new byte[] {VERSION, 1, NO_LOGIN}
            : new byte[] {VERSION, 2, NO_LOGIN, LOGIN});
    requireVersion(in.readUnsignedByte());
    int method = in.readUnsignedByte();
    if (method == LOGIN && login != null) {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      message.write(LOGIN_VERSION);
      writeText(message, login.user());
      writeText(message, login.password());
      out.write(message.toByteArray());
      in.readUnsignedByte();
      if (in.readUnsignedByte() != 0) {
        throw new ProxyException(proxy + " refuses the user name and the password", false);
      }
    } else if (method != NO_LOGIN) {
      throw new ProxyException(
          login == null
              ? proxy + " wants a user name and a password"
              : proxy + " wants to know its user in a way that Parley does not know",
          false);
    }
  }

  private void ask(InetSocketAddress target) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(new byte[] {VERSION, CONNECT, 0});
    InetAddress address = target.getAddress();
    String name = target.getHostString();
    if (address != null && name.equals(address.getHostAddress())) {
      message.write(address instanceof Inet4Address ? IPV4 : IPV6);
      message.writeBytes(address.getAddress());
    } else {
      message.write(NAME);
      writeText(message, name);
    }
    message.write(target.getPort() >> 8);
    message.write(target.getPort());
    out.write(message.toByteArray());
  }

  private void answer() throws IOException {
    requireVersion(in.readUnsignedByte());
    int reply = in.readUnsignedByte();
    in.readUnsignedByte();
    int length =
        switch (in.readUnsignedByte()) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> in.readUnsignedByte();
          default -> throw malformed();
        };
    in.readFully(new byte[length + 2]);
    if (reply != 0) {
      throw new ProxyException(proxy + " does not connect: " + reason(reply), reply != 2);
    }
  }

  private static String reason(int reply) {
    return switch (reply) {
      case 2 -> "its rules forbid it";
      case 3 -> "the network cannot be reached";
      case 4 -> "the server cannot be reached or is not known by that name";
      case 5 -> "the server refuses connections";
      case 6 -> "the server is too far away";
      default -> "it says " + reply;
    };
  }

  private void writeText(ByteArrayOutputStream message, String text) throws ProxyException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST) {
      throw new ProxyException(
          "a name or a password is longer than the " + LONGEST + " bytes that SOCKS 5 allows",
          false);
    }
    message.write(bytes.length);
    message.writeBytes(bytes);
  }

  private void requireVersion(int version) throws ProxyException {
    if (version != VERSION) {
      throw malformed();
    }
  }

  private ProxyException malformed() {
    return new ProxyException(proxy + " does not speak SOCKS 5", false);
  }
}

package dev.parley.cli.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks OpenAI's streams. A question that holds "stall" gets the beginning of an
 * answer and then nothing; one that holds "fail" is refused; others are answered with a number.
 * Plain sockets, because it must see when the client lets go.
 */
final class StubServer implements AutoCloseable {
  private static final String EVENT =
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\","
          + "\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}\n\n";

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();

  /** The bodies of the requests. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  StubServer() throws IOException {
    start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
  }

  /** Waits until a client has let go of a stalled answer. */
  boolean sawConnectionEnd() throws InterruptedException {
    return abandoned.poll(60, TimeUnit.SECONDS) != null;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "stub");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      String body = body(in);
      requests.add(body);
      String question = body.substring(body.lastIndexOf("\"role\":\"user\""));
      if (question.contains("fail")) {
        write(out, "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
      if (question.contains("stall")) {
        write(out, delta("Once upon"));
        abandoned.add(in.read() < 0 ? "ended" : "more");
        return;
      }
      write(out, delta("Answer ") + delta(String.valueOf(requests.size())));
      write(out, String.format(Locale.ROOT, EVENT, "", "\"stop\"") + "data: [DONE]\n\n");
    } catch (IOException e) {
      abandoned.add(String.valueOf(e)); // The client reset the connection.
    }
  }

  private static String delta(String text) {
    return String.format(Locale.ROOT, EVENT, "\"content\":\"" + text + "\"", "null");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private static String body(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip());
    return new String(in.readNBytes(length), UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

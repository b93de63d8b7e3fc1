package dev.parley.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server for models that has its answers ready, in a process of its own. The name of the model
 * chooses the answer, which is sent at once: the reader is what is measured, not the server's pace.
 * It prints its port, and ends when its standard input does.
 */
public final class ModelStub {
  private static final String LENGTH = "content-length:";

  private final Map<String, byte[]> answers;

  private ModelStub(Map<String, byte[]> answers) {
    this.answers = answers;
  }

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ModelStub stub = new ModelStub(PreparedAnswers.byModel());
    daemon(() -> stub.accept(server));
    System.out.println(server.getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whoever started this process lives.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String body = request(in); body != null; body = request(in)) {
        socket.getOutputStream().write(answer(body));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] answer(String body) {
    for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
      if (body.contains("\"model\":\"" + answer.getKey() + "\"")) {
        return answer.getValue();
      }
    }
    throw new IllegalArgumentException("No answer is ready for the model of " + body);
  }

  /** The body of the next request, or null at the end. */
  private static @Nullable String request(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    return length == 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }
}

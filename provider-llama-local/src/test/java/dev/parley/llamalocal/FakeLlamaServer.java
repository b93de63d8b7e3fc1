package dev.parley.llamalocal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A stand-in for llama-server that runs as a process of its own: logs and answers as 0.7.0 does. It
 * is told what to do by files in a folder, looked at again and again, and by words of the prompt.
 */
final class FakeLlamaServer {
  /** While it is there, no address is logged. */
  static final String MUTE = "mute";

  /** While it is there, the address is logged and connections are refused. */
  static final String REFUSING = "refusing";

  /** While it is there, every path answers 503. */
  static final String LOADING = "loading";

  /** A line for each request that was answered: method, path, status. */
  static final String REQUESTS = "requests";

  /** A prompt with this word is answered without an end. */
  static final String ENDLESS = "endless";

  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
  private static final String CHUNK =
      "\"created\":1795226759,\"id\":\"chatcmpl-1\",\"model\":\"fake\","
          + "\"system_fingerprint\":\"b1-fake\",\"object\":\"chat.completion.chunk\"";
  private static final String ROLE_DELTA =
      "{\"choices\":[{\"finish_reason\":null,\"index\":0,"
          + "\"delta\":{\"role\":\"assistant\",\"content\":null}}],"
          + CHUNK;

  private final Path folder;
  private final String key = System.getenv().getOrDefault("LLAMA_API_KEY", "");

  private FakeLlamaServer(Path folder) {
    this.folder = folder;
  }

  /** Runs on the folder that the first argument names; the others are llama-server's. */
  public static void main(String[] arguments) throws Exception {
    endSomeDay();
    List<String> own = List.of(arguments).subList(1, arguments.length);
    FakeLlamaServer server = new FakeLlamaServer(Path.of(arguments[0]));
    server.record(own);
    server.run(Integer.parseInt(own.get(own.indexOf("--port") + 1)));
  }

  /** Whatever becomes of the tests. */
  private static void endSomeDay() {
    Thread end =
        new Thread(
            () -> {
              LockSupport.parkNanos(LONGEST_LIFE.toNanos());
              Runtime.getRuntime().halt(3);
            });
    end.setDaemon(true);
    end.start();
  }

  private void record(List<String> arguments) throws IOException {
    long pid = ProcessHandle.current().pid();
    Files.write(folder.resolve(pid + ".arguments"), arguments);
    Files.write(
        folder.resolve(pid + ".environment"),
        System.getenv().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    // Last: the tests look for this one.
    Files.writeString(folder.resolve(pid + ".pid"), "");
  }

  private void run(int port) throws IOException {
    log("build: 1 (fake)");
    log("main: the key is " + key);
    awaitNo(MUTE);
    try (ServerSocket listener = listen(port)) {
      log("llama_server: model loaded");
      while (true) {
        Socket connection = listener.accept();
        Thread thread = new Thread(() -> serve(connection));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private ServerSocket listen(int wanted) throws IOException {
    int port = wanted;
    if (isTold(REFUSING)) {
      try (Socket reserved = new Socket()) { // Bound, so that nobody else gets the port.
        reserved.setReuseAddress(true);
        reserved.bind(loopback(port));
        port = reserved.getLocalPort();
        logAddress(port);
        awaitNo(REFUSING);
      }
    }
    ServerSocket listener = new ServerSocket();
    listener.bind(loopback(port));
    logAddress(listener.getLocalPort());
    return listener;
  }

  static InetSocketAddress loopback(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  private static void logAddress(int port) {
    log("llama_server: listening on http://127.0.0.1:" + port);
  }

  private static void log(String line) {
    System.err.println("0.00.000.001 I " + line);
  }

  private boolean isTold(String file) {
    return Files.exists(folder.resolve(file));
  }

  private void awaitNo(String file) {
    while (isTold(file)) {
      LockSupport.parkNanos(MOMENT.toNanos());
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (answer(in, out)) {
        log("keeping the connection");
      }
    } catch (IOException e) {
      log("a connection broke: " + e);
    }
  }

  /** Answers one request; false if the connection is to be closed. */
  private boolean answer(InputStream in, OutputStream out) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      return false;
    }
    String[] line = head.split("\r\n", 2)[0].split(" ", 3);
    String what = line[0] + " " + line[1].replaceFirst("\\?.*", "");
    String body = new String(in.readNBytes(contentLength(head)), StandardCharsets.UTF_8);
    if (isTold(LOADING)) {
      return refuse(out, what, "503 Service Unavailable", "unavailable_error", "Loading model");
    }
    if (!what.equals("GET /health") && !head.contains("Authorization: Bearer " + key + "\r\n")) {
      return refuse(out, what, "401 Unauthorized", "authentication_error", "Invalid API Key");
    }
    switch (what) {
      case "GET /health" -> send(out, what, "{\"status\":\"ok\"}");
      case "GET /props" ->
          send(
              out,
              what,
              "{\"default_generation_settings\":{\"n_ctx\":4096},"
                  + "\"chat_template_caps\":{\"supports_tools\":true},"
                  + "\"modalities\":{\"vision\":false,\"audio\":false}}");
      case "GET /models" -> send(out, what, "{\"object\":\"list\",\"data\":[{\"id\":\"fake\"}]}");
      case "POST /chat/completions/input_tokens" -> send(out, what, "{\"input_tokens\":7}");
      case "POST /chat/completions" -> {
        if (body.contains("\"stream\":true")) {
          stream(out, what, body.contains(ENDLESS) ? Integer.MAX_VALUE : 3);
          return false; // As the real one does, though its header says keep-alive.
        }
        send(
            out,
            what,
            "{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"1 2 3 \"}}],"
                + CHUNK.replace(".chunk", "")
                + ",\"usage\":{\"completion_tokens\":3,\"prompt_tokens\":5,\"total_tokens\":8}}");
      }
      default -> {
        return refuse(out, what, "404 Not Found", "not_found_error", "File Not Found");
      }
    }
    return true;
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.append((char) b);
      if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.toString();
      }
    }
    return "";
  }

  private static int contentLength(String head) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return 0;
  }

  private boolean refuse(OutputStream out, String what, String status, String type, String message)
      throws IOException {
    String code = status.substring(0, 3);
    write(
        out,
        what,
        status,
        "{\"error\":{\"code\":"
            + code
            + ",\"message\":\""
            + message
            + "\",\"type\":\""
            + type
            + "\"}}",
        "Connection: close\r\n");
    return false;
  }

  private void send(OutputStream out, String what, String json) throws IOException {
    write(out, what, "200 OK", json, "");
  }

  private void write(OutputStream out, String what, String status, String json, String header)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: application/json; charset=utf-8\r\n"
            + header
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    note(what + " " + status);
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  private synchronized void note(String request) throws IOException {
    Files.writeString(
        folder.resolve(REQUESTS),
        request + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void stream(OutputStream out, String what, int tokens) throws IOException {
    note(what + " 200 stream");
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    event(
        out,
        ROLE_DELTA
            + ",\"prompt_progress\":{\"total\":5,\"cache\":0,\"processed\":5,\"time_ms\":1}}");
    event(out, ROLE_DELTA + "}");
    for (int i = 1; i <= tokens; i++) {
      event(out, choice("null", "{\"content\":\"" + i + " \"}"));
      LockSupport.parkNanos(MOMENT.toNanos());
    }
    event(out, choice("\"stop\"", "{}"));
    event(
        out,
        "{\"choices\":[],"
            + CHUNK
            + ",\"usage\":{\"completion_tokens\":3,\"prompt_tokens\":5,\"total_tokens\":8},"
            + "\"timings\":{\"cache_n\":0,\"prompt_n\":5,\"predicted_n\":3}}");
    event(out, "[DONE]");
    out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String choice(String reason, String delta) {
    return "{\"choices\":[{\"finish_reason\":"
        + reason
        + ",\"index\":0,\"delta\":"
        + delta
        + "}],"
        + CHUNK
        + "}";
  }

  private static void event(OutputStream out, String data) throws IOException {
    byte[] line = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    out.write((Integer.toHexString(line.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(line);
    out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}

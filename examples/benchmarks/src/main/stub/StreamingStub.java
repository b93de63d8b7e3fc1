import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Streams one short answer to whatever it is asked, on a port that it prints. One file, run by java. */
public final class StreamingStub {
  private static final String ANSWER =
      """
      data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"stub","choices":[\
      {"index":0,"delta":{"role":"assistant","content":"It answers."},"finish_reason":null}]}

      data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"stub","choices":[\
      {"index":0,"delta":{},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private StreamingStub() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", StreamingStub::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
  }
}

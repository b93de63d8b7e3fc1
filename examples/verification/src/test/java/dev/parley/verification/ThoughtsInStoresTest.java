package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ToolDefinition;
import dev.parley.config.Config;
import dev.parley.conversation.Conversation;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.tool.Toolbox;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the Responses API wants back unchanged, thoughts above all, comes back unchanged out of
 * every store: byte for byte what its server had said, in its place.
 */
@Timeout(60)
class ThoughtsInStoresTest {
  private static final String THOUGHT =
      "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\","
          + "\"text\":\"Grüße \\\"😀\\\"\"}],\"encrypted_content\":\"gAAA/+=\",\"score\":1.50}";
  private static final String CALL =
      "{\"id\":\"fc_1\",\"type\":\"function_call\",\"status\":\"completed\","
          + "\"call_id\":\"call_1\",\"name\":\"time\",\"arguments\":\"{}\"}";
  private static final String HELLO =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"phase\":\"final_answer\","
          + "\"content\":[{\"type\":\"output_text\",\"text\":\"It is noon.\",\"annotations\":[]}]}";

  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/responses",
        exchange -> {
          String request =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(request);
          String output = requests.size() == 1 ? THOUGHT + "," + CALL : HELLO;
          String answer =
              "{\"id\":\"resp\",\"object\":\"response\",\"status\":\"completed\",\"output\":["
                  + output
                  + "]}";
          boolean stream = request.contains("\"stream\":true");
          String said =
              stream
                  ? "data: {\"type\":\"response.completed\",\"response\":" + answer + "}\n\n"
                  : answer;
          byte[] body = said.getBytes(StandardCharsets.UTF_8);
          exchange
              .getResponseHeaders()
              .set("Content-Type", stream ? "text/event-stream" : "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void talk(String address, boolean streamed) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    Config config = Config.of(Map.of("openai.base-url", url, "openai.api", "responses"));
    Toolbox tools =
        Toolbox.builder()
            .tool(ToolDefinition.of("time", "", ToolDefinition.NO_PARAMETERS), call -> "Noon")
            .build();
    try (Models models = Models.load(config);
        ConversationStore first = ConversationStores.open(address)) {
      ChatModel model = models.chat("openai:m");
      ask(Conversation.builder(model, first, "c").tools(tools).build(), streamed);
      if (address.equals("memory:")) {
        ask(Conversation.builder(model, first, "c").tools(tools).build(), streamed);
        return;
      }
      try (ConversationStore again = ConversationStores.open(address)) {
        ask(Conversation.builder(model, again, "c").tools(tools).build(), streamed);
      }
    }
  }

  private static void ask(Conversation conversation, boolean streamed) {
    if (!streamed) {
      assertEquals("It is noon.", conversation.ask("What time is it?").text());
      return;
    }
    try (CompletionStream stream = conversation.stream("What time is it?")) {
      assertEquals("It is noon.", stream.completion().text());
    }
  }

  private void assertSentBack() throws Exception {
    assertEquals(3, requests.size());
    String last = requests.get(2);
    assertTrue(last.contains(THOUGHT + "," + CALL), last);
    assertTrue(last.contains(HELLO), last);
    JsonNode input = new ObjectMapper().readTree(last).path("input");
    List<String> kinds =
        List.of("user", "reasoning", "function_call", "function_call_output", "message", "user");
    for (int i = 0; i < kinds.size(); i++) {
      JsonNode item = input.path(i);
      assertEquals(kinds.get(i), item.path("type").asText(item.path("role").asText()), last);
    }
    assertEquals(kinds.size(), input.size());
  }

  @Test
  void out_of_memory() throws Exception {
    talk("memory:", false);
    assertSentBack();
  }

  @Test
  void out_of_memory_when_streamed() throws Exception {
    talk("memory:", true);
    assertSentBack();
  }

  @Test
  void out_of_files() throws Exception {
    talk("file:" + folder.resolve("store"), false);
    assertSentBack();
  }

  @Test
  void out_of_files_when_streamed() throws Exception {
    talk("file:" + folder.resolve("store"), true);
    assertSentBack();
  }
}

package dev.parley.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The snippets of OpenAI's page do what the page says, on the wire too. */
class WithOpenAiTest {
  private final Queue<String> answers = new ArrayDeque<>();
  private final ScriptedServer server =
      ScriptedServer.start(
          connection -> {
            while (connection.readRequest().isPresent()) {
              connection.send(answers.remove());
            }
          });

  @AfterEach
  void stop() {
    server.close();
  }

  private URI baseUrl() {
    return server.uri().resolve("/v1");
  }

  private void answer(String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    answers.add(
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(type, bytes.length, body));
  }

  private void says(String message, String reason) {
    answer(
        "application/json",
        """
        {"choices":[{"index":0,"message":%s,"finish_reason":"%s"}],
         "usage":{"prompt_tokens":9,"completion_tokens":4}}"""
            .formatted(message, reason));
  }

  private void with(Consumer<ChatModel> use) {
    try (Provider openai =
        OpenAi.builder().baseUrl(baseUrl()).apiKey(Secret.of("sk-test")).build()) {
      use.accept(openai.chat("gpt-5-mini"));
    }
  }

  private void assertAsked(int request, String... parts) {
    String text = sent().get(request).text();
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "no " + part + " in " + text);
    }
  }

  private List<RecordedRequest> sent() {
    return server.requests();
  }

  @Test
  void a_plain_answer_comes_with_its_usage() {
    says("{\"content\":\"Air scatters blue light.\"}", "stop");
    with(model -> assertEquals("Air scatters blue light. (4 tokens)", WithOpenAi.complete(model)));
    assertAsked(0, "\"service_tier\":\"flex\"", "\"role\":\"system\"", "_tokens\":200");
  }

  @Test
  void a_stream_is_printed_as_it_comes() {
    answer(
        "text/event-stream",
        """
        data: {"choices":[{"index":0,"delta":{"content":"Once "}}]}

        data: {"choices":[{"index":0,"delta":{"content":"upon"},"finish_reason":"stop"}]}

        data: [DONE]

        """);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    with(model -> WithOpenAi.stream(model, out));
    assertEquals("Once upon", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void a_tool_is_called_and_its_result_sent_back() {
    says(
        """
        {"content":null,"tool_calls":[{"id":"call_1","type":"function",
         "function":{"name":"weather","arguments":"{\\"city\\":\\"Bern\\"}"}}]}""",
        "tool_calls");
    says("{\"content\":\"Yes, take one.\"}", "stop");
    with(model -> assertEquals("Yes, take one.", WithOpenAi.tools(model)));
    assertAsked(0, "\"name\":\"weather\"");
    assertAsked(1, "\"tool_call_id\":\"call_1\"", "Rain, asked with");
  }

  @Test
  void an_answer_takes_the_form_of_a_schema() {
    says("{\"content\":\"{\\\"city\\\": \\\"Bern\\\"}\"}", "stop");
    with(model -> assertEquals("{\"city\": \"Bern\"}", WithOpenAi.schema(model)));
    assertAsked(0, "\"type\":\"json_schema\"", "\"strict\":true", "\"additionalProperties\":false");
  }

  @Test
  void the_responses_api_searches_and_tells_what_it_thought() {
    answer(
        "application/json",
        """
        {"id":"resp_1","object":"response","status":"completed","output":[
         {"id":"rs_1","type":"reasoning","encrypted_content":"gAAA",
          "summary":[{"type":"summary_text","text":"I must look."}]},
         {"id":"ws_1","type":"web_search_call","status":"completed"},
         {"id":"msg_1","type":"message","role":"assistant",
          "content":[{"type":"output_text","text":"Snow.","annotations":[]}]}]}""");
    assertEquals(
        "Snow. (thought: I must look.)", WithOpenAi.responses(baseUrl(), Secret.of("sk-test")));
    assertEquals("/v1/responses", sent().get(0).target());
    assertAsked(
        0,
        "\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}",
        "\"tools\":[{\"type\":\"web_search\"}]",
        "\"store\":false");
  }

  @Test
  void a_deployment_on_azure_is_in_the_path_and_the_key_in_its_own_header() {
    says("{\"content\":\"Hello from Azure.\"}", "stop");
    assertEquals("Hello from Azure.", WithOpenAi.azure(server.uri(), () -> Secret.of("azure-key")));
    RecordedRequest asked = sent().get(0);
    assertEquals(
        "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21",
        asked.target());
    assertEquals(Optional.of("azure-key"), asked.header("api-key"));
  }

  @Test
  void a_compatible_server_needs_its_address_only() {
    says("{\"content\":\"Hello to you.\"}", "stop");
    assertEquals("Hello to you.", WithOpenAi.compatible(baseUrl()));
    assertAsked(0, "\"model\":\"qwen3\"");
  }
}

package dev.parley.verification.real;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.notContaining;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.matching.ContentPattern;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import dev.parley.message.Part.ToolCall;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says what it was told to, in the Chat Completions protocol, whole or in pieces. Of what fits a
 * request, what was told last holds.
 */
final class ScriptedWire {
  private static final String PATH = "/v1/chat/completions";
  private static final String STREAMED = "\"stream\":true";

  private final WireMockServer server;

  ScriptedWire(WireMockServer server) {
    this.server = server;
  }

  /** Answers requests that have {@code mark} with that text, a word at a time. */
  void text(String mark, String text) {
    StringBuilder chunks = new StringBuilder();
    for (String word : text.split("(?<= )", 0)) {
      chunks.append(chunk("{\"content\":" + quoted(word) + "}", "null"));
    }
    chunks.append(chunk("{}", "\"stop\""));
    answer(mark, chunks, "\"content\":" + quoted(text), "stop");
  }

  /** Answers requests that have {@code mark} with those calls. */
  void calls(String mark, ToolCall... calls) {
    String all =
        IntStream.range(0, calls.length)
            .mapToObj(i -> call(i, calls[i]))
            .collect(Collectors.joining(",", "\"tool_calls\":[", "]"));
    StringBuilder chunks = new StringBuilder(chunk("{" + all + "}", "\"tool_calls\""));
    answer(mark, chunks, "\"content\":null," + all, "tool_calls");
  }

  private static String call(int index, ToolCall call) {
    return "{\"index\":"
        + index
        + ",\"id\":"
        + quoted(call.id())
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + quoted(call.name())
        + ",\"arguments\":"
        + quoted(call.argumentsJson())
        + "}}";
  }

  /** {@return all requests that have it} */
  RequestPatternBuilder any(ContentPattern<?> body) {
    return postRequestedFor(urlEqualTo(PATH)).withRequestBody(body);
  }

  private void answer(String mark, StringBuilder chunks, String message, String reason) {
    server.stubFor(
        post(PATH)
            .withRequestBody(containing(mark))
            .withRequestBody(containing(STREAMED))
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "text/event-stream")
                    .withBody(chunks + "data: [DONE]\n\n")));
    server.stubFor(
        post(PATH)
            .withRequestBody(containing(mark))
            .withRequestBody(notContaining(STREAMED))
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "application/json")
                    .withBody(
                        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                            + "{\"role\":\"assistant\","
                            + message
                            + "},\"finish_reason\":\""
                            + reason
                            + "\"}]}")));
  }

  private static String chunk(String delta, String reason) {
    return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }
}

package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.Warning;
import dev.parley.config.Config;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ModelException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.TransportException;
import dev.parley.tck.http.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code openai:… | llama-local:…} in a configuration, with a real {@code llama-server}. */
@Timeout(120)
class FallbackToRealServerTest {
  private static final String SENTENCE = "What a tiny model says when nobody else will.";
  private static final ChatRequest HELLO = ChatRequest.of("hello");
  private static final String KEY = "sk-a-key-that-is-refused";

  @TempDir static Path folder;
  private static LlamaServer server;

  @BeforeAll
  static void start() {
    Path program = LlamaServer.required();
    Path model = folder.resolve("tiny.gguf");
    TinyGguf.write(model, SENTENCE);
    server = LlamaServer.start(program, model, 512, 1);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** As a file would have it. */
  private static Models models(URI openai, String retries) {
    return Models.load(
        Config.of(
            Map.of(
                "model",
                "openai:gpt-5-mini | llama-local:tiny",
                "openai.base-url",
                openai.resolve("/v1").toString(),
                "openai.api-key",
                KEY,
                "llama-local.server",
                server.baseUri().toString(),
                "retries",
                retries)));
  }

  /** A port of this machine that refuses whoever connects, and that nobody else gets. */
  private static Socket closedPort() throws IOException {
    Socket bound = new Socket();
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return bound;
  }

  private static URI uri(Socket bound) {
    return URI.create("http://127.0.0.1:" + bound.getLocalPort());
  }

  private static ScriptedServer refusing(String status, String code) {
    String error =
        "{\"error\":{\"message\":\"No.\",\"type\":\"%s\",\"code\":\"%s\"}}".formatted(code, code);
    return ScriptedServer.start(
        connection -> {
          while (connection.readRequest().isPresent()) {
            connection.send(
                "HTTP/1.1 %s\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
                        .formatted(status)
                    + "Content-Length: %d\r\n\r\n%s".formatted(error.length(), error));
          }
        });
  }

  /** The answer of the real server, which tells of one failure and how often that was tried. */
  private static void answered(
      Completion answer, Class<? extends ModelException> failure, int attempts) {
    assertEquals(SENTENCE, answer.text());
    assertEquals("llama-local:tiny", answer.model().toString());
    assertEquals(List.of("fallback"), answer.warnings().stream().map(Warning::subject).toList());
    String warning = answer.warnings().get(0).message();
    assertTrue(warning.contains("llama-local:tiny") && warning.contains("openai:"), warning);
    assertFalse(warning.contains(KEY), warning);
    assertEquals(1, answer.failedAttempts().size(), answer.failedAttempts().toString());
    FailedAttempt failed = answer.failedAttempts().get(0);
    assertInstanceOf(failure, failed.failure());
    assertEquals("openai:gpt-5-mini", failed.failure().model().toString());
    assertEquals(attempts, failed.failure().details().attempts());
  }

  private static Completion streamed(ChatModel model) {
    StringBuilder text = new StringBuilder();
    try (CompletionStream stream = model.stream(HELLO)) {
      int begun = 0;
      for (CompletionEvent event : stream) {
        if (event instanceof Started started) {
          assertEquals(1, started.warnings().size(), started.warnings().toString());
          begun++;
        } else if (event instanceof TextDelta delta) {
          text.append(delta.text());
        }
      }
      assertEquals(1, begun);
      assertEquals(SENTENCE, text.toString());
      return stream.completion();
    }
  }

  @Test
  void a_port_that_is_closed_passes_a_plain_call_on_after_two_retries() throws IOException {
    try (Socket closed = closedPort();
        Models models =
            Models.load(
                Config.of(
                    Map.of(
                        "model", "openai:gpt-5-mini | llama-local:tiny",
                        "openai.base-url", uri(closed).resolve("/v1").toString(),
                        "llama-local.server", server.baseUri().toString())));
        ChatModel model = models.chat()) {
      answered(model.complete(HELLO), TransportException.class, 3);
    }
  }

  @Test
  void without_retries_a_closed_port_passes_both_calls_on_at_once() throws IOException {
    try (Socket closed = closedPort();
        Models models = models(uri(closed), "0");
        ChatModel model = models.chat()) {
      answered(model.complete(HELLO), TransportException.class, 1);
      answered(streamed(model), TransportException.class, 1);
    }
  }

  @Test
  void an_empty_account_passes_on_and_is_not_asked_again() {
    try (ScriptedServer poor = refusing("429 Too Many Requests", "insufficient_quota");
        Models models = models(poor.uri(), "2");
        ChatModel model = models.chat()) {
      answered(model.complete(HELLO), QuotaExhaustedException.class, 1);
      assertEquals(1, poor.requests().size());
      answered(streamed(model), QuotaExhaustedException.class, 1);
      assertEquals(2, poor.requests().size());
    }
  }

  @Test
  void a_refused_key_passes_on_and_is_not_sent_again() {
    try (ScriptedServer strict = refusing("401 Unauthorized", "invalid_api_key");
        Models models = models(strict.uri(), "2");
        ChatModel model = models.chat()) {
      answered(model.complete(HELLO), AuthenticationException.class, 1);
      assertEquals(1, strict.requests().size());
      answered(streamed(model), AuthenticationException.class, 1);
      assertEquals(2, strict.requests().size());
    }
  }
}

package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.config.Config;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.TransportException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The provider {@code openai} against a real {@code llama-server} with a model of our own. */
@Timeout(120)
class OpenAiAgainstLlamaServerTest {
  private static final String SENTENCE =
      "Grüße from a tiny model that always says these very words, word by word.";
  private static final int CONTEXT = 512;

  @TempDir static Path folder;
  private static LlamaServer server;
  private static Models models;

  @BeforeAll
  static void start() {
    Path program = LlamaServer.required();
    Path model = folder.resolve("tiny.gguf");
    TinyGguf.write(model, SENTENCE);
    server = LlamaServer.start(program, model, CONTEXT, 1);
    models = Models.load(Config.of(Map.of("openai.base-url", server.baseUri() + "/v1")));
  }

  @AfterAll
  static void stop() {
    if (models != null) {
      models.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_plain_call_gives_the_sentence_the_finish_reason_and_the_usage() {
    try (ChatModel model = models.chat("openai:tiny")) {
      Completion completion = model.complete(ChatRequest.of("hello"));
      assertEquals(SENTENCE, completion.text());
      assertEquals(FinishReason.STOP, completion.finishReason().orElseThrow());
      assertEquals(Usage.Source.REPORTED, completion.usage().source());
      assertTrue(completion.usage().outputTokens() > 5, completion.usage().toString());
    }
  }

  @Test
  void a_stream_gives_the_same_in_several_deltas() {
    try (ChatModel model = models.chat("openai:tiny");
        CompletionStream stream = model.stream(ChatRequest.of("hello"))) {
      StringBuilder text = new StringBuilder();
      int deltas = 0;
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          text.append(delta.text());
          deltas++;
        }
      }
      assertEquals(SENTENCE, text.toString());
      assertTrue(deltas > 5, deltas + " deltas");
      Completion whole = stream.completion();
      assertEquals(SENTENCE, whole.text());
      assertEquals(FinishReason.STOP, whole.finishReason().orElseThrow());
      assertEquals(Usage.Source.REPORTED, whole.usage().source());
    }
  }

  @Test
  void the_output_limit_cuts_the_answer_off_and_says_so() {
    try (ChatModel model = models.chat("openai:tiny")) {
      Completion completion =
          model.complete(ChatRequest.builder().user("hello").maxOutputTokens(3).build());
      assertEquals(FinishReason.LENGTH, completion.finishReason().orElseThrow());
      assertTrue(SENTENCE.startsWith(completion.text()), completion.text());
      assertEquals(3, completion.usage().outputTokens());
    }
  }

  @Test
  void a_stream_left_early_leaves_the_server_free_for_the_next_call() {
    try (ChatModel model = models.chat("openai:tiny")) {
      try (CompletionStream stream = model.stream(ChatRequest.of("hello"))) {
        assertTrue(stream.iterator().hasNext());
      }
      assertEquals(SENTENCE, model.complete(ChatRequest.of("hello")).text());
    }
  }

  @Test
  void a_prompt_that_does_not_fit_is_context_too_long_with_both_sizes() {
    String tooLong = "hello ".repeat(2 * CONTEXT);
    try (ChatModel model = models.chat("openai:tiny")) {
      ContextTooLongException plain =
          assertThrows(
              ContextTooLongException.class, () -> model.complete(ChatRequest.of(tooLong)));
      assertEquals(OptionalLong.of(CONTEXT), plain.limit());
      assertTrue(plain.size().orElseThrow() > CONTEXT, plain.getMessage());
      try (CompletionStream stream = model.stream(ChatRequest.of(tooLong))) {
        assertThrows(ContextTooLongException.class, stream::completion);
      }
    }
  }

  @Test
  void a_server_that_is_gone_is_a_transport_error_that_names_the_setting() {
    Path program = LlamaServer.required();
    LlamaServer gone = LlamaServer.start(program, folder.resolve("tiny.gguf"), CONTEXT, 1);
    String address = gone.baseUri() + "/v1";
    Config config = Config.of(Map.of("openai.base-url", address, "parley.retries", "0"));
    try (Models others = Models.load(config)) {
      ChatModel model = others.chat("openai:tiny");
      assertEquals(SENTENCE, model.complete(ChatRequest.of("hello")).text());
      gone.close();
      TransportException refused =
          assertThrows(TransportException.class, () -> model.complete(ChatRequest.of("hello")));
      assertTrue(refused.getMessage().contains("openai.base-url"), refused.getMessage());
    } finally {
      gone.close();
    }
  }
}

package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.spi.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the snippets of the README as code that runs. */
class ReadmeTest {
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final ChatRequest question = ChatRequest.of("Why is the sky blue?");

  @Test
  void every_snippet_is_in_this_test() throws IOException {
    String source =
        withoutSpaces(Files.readString(Path.of("src/test/java/dev/parley/mock/ReadmeTest.java")));
    List<String> snippets =
        SNIPPET
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertEquals(6, snippets.size());
    for (String snippet : snippets) {
      assertTrue(source.contains(withoutSpaces(snippet)), snippet);
    }
  }

  private static String withoutSpaces(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void replies_come_in_order() {
    MockChatModel model =
        MockChatModel.builder()
            .reply("Because of Rayleigh scattering.")
            .reply(MockReply.toolCall("clock", "{\"zone\":\"UTC\"}"))
            .build();

    assertEquals("Because of Rayleigh scattering.", model.complete(question).text());
    assertEquals("clock", model.complete(question).toolCalls().get(0).name());
    assertEquals(2, model.requests().size());
  }

  @Test
  void otherwise_sees_the_request() {
    MockChatModel model = MockChatModel.builder().otherwise(MockReply::echo).build();
    assertTrue(model.complete(question).text().contains("Why is the sky blue?"));
  }

  @Test
  void a_failure_comes_where_it_is_scripted() {
    MockReply reply =
        MockReply.builder()
            .reasoning("Hm.")
            .text("The sky ")
            .delay(Duration.ofSeconds(2))
            .text("is ")
            .failWith(details -> new UnavailableException("overloaded", details, null))
            .build();
    MockChatModel model = MockChatModel.builder().sleeper(Sleeper.virtual()).reply(reply).build();
    UnavailableException e =
        assertThrows(UnavailableException.class, () -> model.complete(question));
    assertEquals("The sky is ", e.partial().orElseThrow().text());
  }

  @Test
  void virtual_time_passes_without_waiting() {
    MockChatModel model =
        MockChatModel.builder()
            .sleeper(Sleeper.virtual())
            .reply(MockReply.builder().text("Once ").hang().build())
            .build();

    TimedOutException e = assertThrows(TimedOutException.class, () -> model.complete(question));
    assertEquals(Timeouts.Kind.SILENCE, e.timeout());
    assertEquals("Once ", e.partial().orElseThrow().text());
  }

  @Test
  void cancelled_streams_are_counted() {
    MockChatModel model = MockChatModel.builder().reply("one").build();
    try (CompletionStream stream = model.stream(question)) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta) {
          break;
        }
      }
    }
    assertEquals(0, model.openStreams());
    assertEquals(1, model.cancelledStreams());
  }

  @Test
  void vectors_of_texts_that_share_words_are_near() {
    MockEmbeddingModel model = MockEmbeddingModel.builder().dimensions(64).build();

    List<Embedding> vectors =
        model
            .embed(
                EmbeddingRequest.of(
                    "Why is the sky blue?", "The sky is blue.", "Bread needs flour."))
            .vectors();

    assertTrue(vectors.get(0).cosineSimilarity(vectors.get(1)) > 0.5);
    assertTrue(vectors.get(0).cosineSimilarity(vectors.get(2)) < 0.5);
  }
}

package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.error.SensitiveDataException;
import dev.parley.mock.MockChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the snippets of the README as code that runs. */
class ReadmeTest {
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final String token = "gh" + "p_" + new Drawing(5).alnum(36);
  private final MockChatModel bare = MockChatModel.builder().reply("Yes.").build();
  private final List<String> log = new ArrayList<>();

  @Test
  void every_snippet_is_in_this_test() throws IOException {
    Path path = Path.of("src/test/java/dev/parley/guard/ReadmeTest.java");
    String source = Files.readString(path).replaceAll("\\s+", "");
    List<String> snippets =
        SNIPPET
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertEquals(3, snippets.size());
    for (String snippet : snippets) {
      assertTrue(source.contains(snippet.replaceAll("\\s+", "")), snippet);
    }
  }

  @Test
  void a_guard_refuses() {
    ChatModel model = bare.with(Guard.of(GuardMode.REFUSE));
    SensitiveDataException refused =
        assertThrows(
            SensitiveDataException.class, () -> model.complete(ChatRequest.of("Use " + token)));
    assertEquals("github-token", refused.kind());
    assertEquals("message 1, part 1, line 1", refused.place());
  }

  @Test
  void a_guard_is_built() {
    Guard guard =
        Guard.builder()
            .mode(GuardMode.REDACT)
            .kinds(GuardKind.named("default, email"))
            .word("Project Bluebird")
            .pattern("ticket", Pattern.compile("[A-Z]{3}-\\d{4}"))
            .listener(finding -> log.add(finding.toString()))
            .build();
    Completion answer = bare.with(guard).complete(ChatRequest.of("Is ABC-1234 done?"));
    assertEquals(
        "ticket in message 1, part 1, line 1 was redacted", answer.warnings().get(0).message());
    assertEquals(List.of("ticket in message 1, part 1, line 1"), log);
  }

  @Test
  void logs_are_masked() {
    UnaryOperator<String> filter = Guard.of(GuardMode.OFF).filter();
    assertEquals("> X-Key: [REDACTED:github-token]", filter.apply("> X-Key: " + token));
  }
}

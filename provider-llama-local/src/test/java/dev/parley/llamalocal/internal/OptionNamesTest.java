package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.HI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Warning;
import dev.parley.spi.Provider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that the server would pass over in silence. */
@Timeout(60)
class OptionNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"grammar", "json_schema", "top_k", "min_p", "cache_prompt", "id_slot", "samplers"})
  void what_the_server_knows_gives_no_warning(String name) {
    assertEquals(List.of(), OptionNames.warnings(Map.of(name, 1)));
  }

  @Test
  void a_misspelt_option_is_told_with_the_nearest_name() {
    Warning warning = OptionNames.warnings(Map.of("top_kk", 1)).get(0);
    assertEquals("top_kk", warning.subject());
    assertTrue(warning.message().contains("\"top_k\""), warning::toString);
  }

  @Test
  void an_option_that_is_like_nothing_known_gets_no_suggestion() {
    Warning warning = OptionNames.warnings(Map.of("zzzzzzzz", 1)).get(0);
    assertTrue(!warning.message().contains("mean"), warning::toString);
  }

  @Test
  void several_are_told_in_the_order_of_their_names() {
    List<Warning> warnings = OptionNames.warnings(Map.of("zz", 1, "aa", 1, "top_k", 1, "mm", 1));
    assertEquals(List.of("aa", "mm", "zz"), warnings.stream().map(Warning::subject).toList());
  }

  private static ChatRequest misspelt() {
    return HI.toBuilder()
        .option("llama-local", "gramar", "root ::= \"a\"")
        .option("llama-local", "top_k", 5)
        .option("other", "nonsense", 1)
        .build();
  }

  private static void assertWarned(List<Warning> warnings) {
    assertEquals(List.of("gramar"), warnings.stream().map(Warning::subject).toList());
    assertTrue(warnings.get(0).message().contains("\"grammar\""), warnings::toString);
  }

  @Test
  void a_stream_starts_with_the_warning_and_so_has_its_completion() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server);
        CompletionStream stream = local.chat("story").stream(misspelt())) {
      assertWarned(((Started) stream.iterator().next()).warnings());
      assertWarned(stream.completion().warnings());
      assertTrue(server.calls(Llama.CHAT).get(0).body().contains("\"gramar\":"), "not sent");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_completion_has_the_warning_whichever_way_it_goes(boolean plain) {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatRequest request = misspelt().toBuilder().rawChunks(plain).build();
      assertWarned(local.chat("story").complete(request).warnings());
      assertEquals(!plain, server.calls(Llama.CHAT).get(0).body().contains("\"stream\":true"));
    }
  }

  @Test
  void without_unknown_options_there_is_no_warning() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatRequest request = HI.toBuilder().option("llama-local", "top_k", 5).build();
      assertEquals(List.of(), local.chat("story").complete(request).warnings());
    }
  }
}

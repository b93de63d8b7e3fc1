package dev.parley.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guard does about secrets on every way to a server, which writes down what it gets. */
class GuardTest {
  private static final String PIECE = "R7k2Qw9Zx4Lm8Np3";
  private static final String KEY = "gh" + "p_" + PIECE + "Bv6Yt1Hd5Jc0Fs7Ga2Ke";
  private static final String WARNING =
      "parley: warning: guard: github-token in message 1, part 1, line ";

  private final WireMockServer server =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

  @TempDir Path folder;

  @BeforeEach
  void start() {
    server.start();
    server.stubFor(
        post(urlEqualTo("/v1/chat/completions"))
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "text/event-stream")
                    .withBody(
                        "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"},"
                            + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private Run run() {
    return new Run(folder, new OpenAiProviderFactory())
        .environment("PARLEY_MODEL", "openai:m")
        .environment("OPENAI_API_KEY", "a-key-that-nobody-may-see")
        .environment("OPENAI_BASE_URL", server.baseUrl() + "/v1");
  }

  private String sent() {
    return server.getAllServeEvents().stream()
        .map(event -> event.getRequest().getBodyAsString())
        .reduce("", String::concat);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void unless_told_otherwise_it_warns_and_sends() {
    Run run = run();
    assertEquals(0, run.with("What is " + KEY), run.err());
    assertEquals(WARNING + "1 is sent as it is; see --guard\n", run.err());
    assertTrue(sent().contains(KEY));
    assertEquals("Yes\n", run.out());
  }

  @Test
  void a_quiet_command_says_nothing_of_it() {
    Run run = run();
    assertEquals(0, run.with("-q", "What is " + KEY), run.err());
    assertEquals("", run.err());
  }

  @Test
  void refusing_sends_nothing_and_has_a_code_of_its_own() {
    Run run = run();
    assertEquals(18, run.with("--guard", "refuse", "What is " + KEY), run.err());
    assertEquals("", sent());
    assertEquals(
        "parley: openai:m: the guard found github-token in message 1, part 1, line 1; nothing was"
            + " sent; take it out, or let --guard redact do so\n",
        run.err());
  }

  @Test
  void a_refusal_in_json_has_the_kind_and_the_place() {
    Run run = run();
    assertEquals(18, run.with("--json", "--guard=refuse", "What is " + KEY));
    assertTrue(run.err().startsWith("{\"error\":{\"kind\":\"sensitive_data\""), run.err());
    assertTrue(run.err().contains("\"exit\":18"), run.err());
    assertTrue(
        run.err().contains("\"found\":\"github-token\",\"place\":\"message 1, part 1, line 1\""),
        run.err());
    assertFalse(run.err().contains(PIECE), run.err());
  }

  @Test
  void redacting_replaces_it_in_what_is_piped_in() {
    Run run = run().stdin("line\nTOKEN=" + KEY + "\n");
    assertEquals(0, run.with("--guard", "redact", "Why?"), run.err());
    assertFalse(sent().contains(PIECE), sent());
    assertTrue(sent().contains("TOKEN=[REDACTED:github-token]"), sent());
    assertTrue(run.err().contains("github-token in message 1, part 1, line "), run.err());
    assertTrue(run.err().contains(" is redacted\n"), run.err());
  }

  @Test
  void attachments_templates_and_system_messages_are_looked_at() throws IOException {
    Path attached = file("notes.txt", "a\nb\n" + KEY + "\n");
    Path template = file("t.txt", "Say {{input}} and {{k}}");
    Run run = run();
    assertEquals(18, run.with("--guard", "refuse", "-a", attached.toString(), "Why?"), run.err());
    assertEquals(
        18,
        run.with("--guard", "refuse", "-t", template.toString(), "-v", "k=" + KEY, "hi"),
        run.err());
    assertEquals(18, run.with("--guard", "refuse", "-s", "Be " + KEY, "hi"), run.err());
    assertEquals(18, run.with("--guard", "refuse", "-o", "openai.user=" + KEY, "hi"), run.err());
    assertEquals("", sent());
    assertFalse(run.err().contains(PIECE), run.err());
  }

  @Test
  void stop_texts_and_schemas_are_looked_at() throws IOException {
    Path schema =
        file(
            "s.json", "{\"type\":\"object\",\"description\":\"as " + KEY + "\",\"properties\":{}}");
    Run run = run();
    assertEquals(18, run.with("--guard", "refuse", "-o", "stop=" + KEY, "hi"), run.err());
    assertTrue(run.err().contains("github-token in stop text 1"), run.err());
    assertEquals(18, run.with("--guard", "refuse", "--schema", schema.toString(), "hi"), run.err());
    assertEquals(
        18,
        run.with("--guard", "refuse", "-o", "openai.metadata={\"a\":\"" + KEY + "\"}", "hi"),
        run.err());
    assertEquals("", sent());
    assertFalse(run.err().contains(PIECE), run.err());
  }

  @Test
  void an_attached_text_of_an_old_alphabet_is_looked_at() throws IOException {
    Path old = folder.resolve("old.txt");
    Files.write(old, ("größe\n" + KEY + "\n").getBytes(StandardCharsets.ISO_8859_1));
    Run run = run();
    assertNotEquals(0, run.with("--guard", "refuse", "-a", old.toString(), "Why?"), run.err());
    assertEquals("", sent());
    assertFalse(run.err().contains(PIECE), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Is %s a key?\"",
        "{\"custom_id\":\"r1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
            + "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}",
        "{\"custom_id\":\"r1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
            + "{\"user\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}}"
      })
  void rows_of_a_batch_are_looked_at(String row) throws IOException {
    file("in.jsonl", row.replace("%s", KEY) + "\n");
    Run run = run();
    assertNotEquals(0, run.with("batch", "--guard", "refuse", "in.jsonl"), run.err());
    assertEquals("", sent());
    assertTrue(run.err().contains("github-token"), run.err());
    String results = Files.readString(folder.resolve("in.out.jsonl"));
    assertFalse((run.err() + run.out() + results).contains(PIECE), results);
  }

  @Test
  void pieces_of_a_long_text_are_looked_at() throws IOException {
    file("long.txt", "One sentence. ".repeat(20) + "It is " + KEY + ". " + "Another. ".repeat(20));
    Run run = run();
    int code =
        run.with("batch", "--guard=refuse", "long.txt", "--split", "tokens=500", "--prompt", "Sum");
    assertNotEquals(0, code, run.err());
    assertEquals("", sent());
    assertFalse((run.err() + run.out()).contains(PIECE), run.err());
  }

  @Test
  void a_conversation_that_goes_on_is_looked_at_as_a_whole() {
    assertEquals(0, run().with("--guard", "off", "My key is " + KEY));
    server.resetRequests();
    Run run = run();
    assertEquals(18, run.with("--guard", "refuse", "-c", "And now?"), run.err());
    assertEquals("", sent());
  }

  @Test
  void a_chat_is_looked_at_and_goes_on() {
    Run run = run().stdin("key " + KEY + "\nhello\n");
    assertEquals(18, run.with("chat", "--guard", "refuse"), run.err()); // That of what failed.
    assertTrue(run.err().contains("github-token in message 1"), run.err());
    assertEquals("Yes\n", run.out());
    assertTrue(sent().contains("hello"), sent());
    assertFalse(sent().contains(PIECE), sent());
  }

  @Test
  void a_chat_warns_once_for_each_place() {
    Run run = run().stdin("key " + KEY + "\nhello\nagain\n");
    assertEquals(0, run.with("chat"), run.err());
    assertEquals(run.err().indexOf("github-token"), run.err().lastIndexOf("github-token"));
  }

  @Test
  void a_dry_run_shows_what_would_be_sent() {
    Run run = run();
    assertEquals(0, run.with("--guard", "redact", "--dry-run", "A " + KEY), run.err());
    assertTrue(run.out().contains("A [REDACTED:github-token]"), run.out());
    assertFalse(run.out().contains(PIECE), run.out());
  }

  @Test
  void settings_of_the_user_count_and_options_win() throws IOException {
    Run run = run().environment("PARLEY_GUARD", "refuse");
    assertEquals(18, run.with("Is " + KEY), run.err());
    assertEquals(0, run.with("--guard", "off", "Is " + KEY), run.err());
  }

  @Test
  void own_words_and_patterns_are_files_of_the_user() throws IOException {
    Path words = file("words", "Bluebird\n");
    Path patterns = file("patterns", "ticket = ABC-\\d+\n");
    Run run =
        run()
            .environment("PARLEY_GUARD_WORDS", words.toString())
            .environment("PARLEY_GUARD_PATTERNS", patterns.toString());
    assertEquals(0, run.with("--guard=redact", "Is bluebird ABC-77 late?"), run.err());
    assertTrue(sent().contains("Is [REDACTED:word] [REDACTED:ticket] late?"), sent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"guard=off", "guard=warn", "guard-kinds=none", "guard-words=x"})
  void the_working_folder_has_no_say(String line) throws IOException {
    file("parley.properties", line + "\n");
    Run run = run();
    assertEquals(5, run.with("Is " + KEY), run.err());
    assertEquals("", sent());
  }

  @Test
  void a_mode_that_there_is_not_is_a_usage_error() {
    Run run = run();
    assertEquals(2, run.with("--guard", "on", "hi"), run.err());
    assertTrue(run.err().contains("off, warn, redact, refuse"), run.err());
  }

  @Test
  void the_log_of_the_wire_is_masked_though_it_was_sent() {
    Run run = run();
    assertEquals(0, run.with("--guard", "off", "--debug-http", "Is " + KEY), run.err());
    assertTrue(sent().contains(KEY));
    assertTrue(run.err().contains("Is [REDACTED:github-token]"), run.err());
    assertFalse(run.err().contains(PIECE), run.err());
  }

  @Test
  void the_modes_are_completed() {
    Run run = run();
    run.with("complete", "--", "--guard", "re");
    assertEquals("redact\nrefuse\n", run.out());
  }
}

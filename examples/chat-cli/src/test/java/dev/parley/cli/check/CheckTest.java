package dev.parley.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.openai.OpenAiProviderFactory;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  @TempDir Path folder;

  private Run run() {
    return new Run(folder, new OpenAiProviderFactory());
  }

  private Run run(ModelServer server, String model) {
    return run()
        .environment("OPENAI_BASE_URL", server.address())
        .environment("OPENAI_API_KEY", KEY)
        .environment("PARLEY_MODEL", model);
  }

  private String store() {
    return "store: file:" + folder.resolve("data/parley/conversations") + " can be written\n";
  }

  private static void assertFails(int code, String line, Run run, String... arguments) {
    assertEquals(code, run.with(arguments), run.out() + run.err());
    assertTrue(run.out().contains(line), run.out());
    assertTrue(run.out().lines().allMatch(each -> each.matches("(ok  |FAIL|note) .*")), run.out());
    assertEquals("", run.err());
    assertFalse(run.out().contains(KEY), run.out());
  }

  @Test
  void all_is_well_with_a_line_for_each_thing_and_no_prompt_is_sent() throws IOException {
    Path file = Files.createDirectories(folder.resolve("user/parley")).resolve("parley.properties");
    Files.writeString(file, "temperature=0.5\n");
    try (ModelServer server = ModelServer.listing("m", "n")) {
      Run run = run(server, "openai:m");
      assertEquals(0, run.with("check"), run.out());
      assertEquals(
          "ok   configuration: "
              + file
              + "\nok   openai api-key: set: environment variable OPENAI_API_KEY\n"
              + "ok   openai base-url: "
              + server.address()
              + "\nok   openai server: answers, with a list of 2 models\nok   openai model: m\nok   "
              + store(),
          run.out());
      assertEquals("", run.err());
      assertEquals(List.of("GET /v1/models"), server.requests());
    }
  }

  @Test
  void a_named_file_is_told_where_the_library_finds_it() throws IOException {
    Path home = Path.of(System.getProperty("user.home"));
    String named = "~/" + home.relativize(folder.toAbsolutePath()) + "/named.properties";
    Files.writeString(folder.resolve("named.properties"), "model=openai:m\nstore=memory:\n");
    try (ModelServer server = ModelServer.listing("m")) {
      Run run =
          run()
              .environment("OPENAI_BASE_URL", server.address())
              .environment("PARLEY_CONFIG", named);
      assertEquals(0, run.with("check"), run.out());
      assertTrue(run.out().contains("named.properties, named by PARLEY_CONFIG"), run.out());
    }
  }

  @Test
  void signs_go_to_a_terminal_that_can_show_them() {
    try (ModelServer server = ModelServer.listing("m")) {
      Run run = run(server, "openai:m").environment("LANG", "en_US.UTF-8").stdoutIsTerminal();
      run.with("check");
      assertTrue(run.out().contains("✓ openai model: m\n"), run.out());
      Run plain =
          run(server, "openai:m")
              .environment("LC_ALL", "C")
              .environment("LANG", "en_US.UTF-8")
              .stdoutIsTerminal();
      plain.with("check");
      assertTrue(plain.out().contains("ok   openai model: m\n"), plain.out());
    }
  }

  @Test
  void nothing_configured_says_how_to_begin() {
    assertFails(7, "FAIL model: No model is configured.", run(), "check");
  }

  @ParameterizedTest
  @CsvSource({
    "401, 8, FAIL openai api-key: ",
    "403, 8, FAIL openai api-key: ",
    "404, 9, FAIL openai server: ",
    "429, 10, FAIL openai server: ",
    "500, 11, FAIL openai server: "
  })
  void what_the_server_refuses_is_told_by_its_kind(int status, int code, String line) {
    String body = "{\"error\":{\"message\":\"no: " + KEY + "\"}}";
    try (ModelServer server = ModelServer.answering(status, body)) {
      assertFails(code, line, run(server, "openai:m"), "check");
      assertFails(code, "HTTP " + status, run(server, "openai:m"), "check");
    }
  }

  @Test
  void an_answer_that_is_no_list_is_told() {
    try (ModelServer server = ModelServer.answering(200, "<html>")) {
      assertFails(15, "FAIL openai server: ", run(server, "openai:m"), "check");
    }
  }

  @Test
  void a_list_of_no_models_is_a_list_and_worth_knowing() {
    try (ModelServer server = ModelServer.answering(200, "{\"object\":\"list\",\"data\":[]}")) {
      Run run = run(server, "mock:m");
      assertEquals(0, run.with("check", "openai"), run.out());
      assertTrue(
          run.out().contains("note openai server: answers, and has no models at all"), run.out());
    }
    try (ModelServer server = ModelServer.answering(200, "{\"data\":{}}")) {
      assertFails(15, "FAIL openai server: ", run(server, "openai:m"), "check");
    }
  }

  @Test
  void a_port_that_nobody_listens_on_is_told() throws IOException {
    try (Socket bound = new Socket()) { // So that nobody else gets the port.
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Run run =
          run()
              .environment("OPENAI_BASE_URL", "http://127.0.0.1:" + bound.getLocalPort() + "/v1")
              .environment("PARLEY_MODEL", "openai:m");
      assertFails(11, "FAIL openai server: ", run, "check");
    }
  }

  @Test
  void a_server_that_does_not_answer_is_given_up() {
    try (ModelServer server = ModelServer.hanging()) {
      Run run = run(server, "openai:m").environment("PARLEY_TIMEOUT_FIRST_EVENT", "300ms");
      assertFails(13, "no list of models came within 300 ms", run, "check");
    }
  }

  @Test
  void a_model_that_is_not_listed_is_told_with_the_nearest() {
    try (ModelServer server = ModelServer.listing("gpt-5-mini", "gpt-5")) {
      assertFails(
          9,
          "FAIL openai model: There is no model \"gpt-5-mni\". Did you mean \"gpt-5-mini\"?",
          run(server, "openai:gpt-5-mni"),
          "check");
    }
  }

  @Test
  void a_server_of_one_model_may_take_every_name() {
    try (ModelServer server = ModelServer.listing("tiny")) {
      Run run = run(server, "openai:any");
      assertEquals(0, run.with("check"), run.out());
      assertTrue(run.out().contains("note openai model: any is not listed, tiny is"), run.out());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_BASE_URL, not an address, 7, must be an http or https address",
    "OPENAI_BASE_URL, http://models.example/v1, 7, must be an https address",
    "OPENAI_API_KEY, '', 6, setting \"openai.api-key\" is missing",
    "OPENAI_API_KEY, '', 6, in the environment, or call: parley keys set openai",
    "OPENAI_KEY_HEADER, cookie, 7, 'must be one of auto, authorization, api-key'",
    "PARLEY_TEMPERATURE, hot, 7, must be a number",
    "PARLEY_MODEL, no-colon, 7, is no address of a model",
    "PARLEY_MODEL, opnai:m, 3, Did you mean \"openai\"?",
    "PARLEY_STORE, fiel:/x, 7, fiel"
  })
  void a_wrong_setting_is_one_line(String variable, String value, int code, String told) {
    Run run =
        run()
            .environment("PARLEY_MODEL", "openai:m")
            .environment("OPENAI_API_KEY", KEY)
            .environment("PARLEY_OFFLINE", "true")
            .environment(variable, value);
    assertFails(code, told, run, "check");
  }

  @Test
  void every_wrong_setting_is_told_not_the_first_only() throws IOException {
    Files.writeString(
        folder.resolve("c"), "work.provider=opnai\nseed=x\nopenai.base-ulr=y\nstore=memory:\n");
    Run run = run().environment("PARLEY_MODEL", "openai:m");
    assertEquals(7, run.with("check", "--config", "c", "--offline"));
    assertTrue(run.out().contains("\"parley.seed\""), run.out());
    assertTrue(run.out().contains("\"openai.base-ulr\""), run.out());
    assertTrue(run.out().contains("\"work.provider\" names \"opnai\""), run.out());
    assertTrue(run.out().contains("ok   store: memory: can be written"), run.out());
  }

  @Test
  void a_key_whose_command_fails_is_told_and_nothing_is_asked() throws IOException {
    Files.writeString(folder.resolve("c"), "openai.api-key=${command:exit 3}\nmodel=openai:m\n");
    try (ModelServer server = ModelServer.listing("m")) {
      Run run = run().environment("OPENAI_BASE_URL", server.address());
      assertFails(7, "FAIL openai api-key: ", run, "check", "--config", "c");
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void offline_skips_other_machines_and_says_so() {
    Run run = run().environment("OPENAI_API_KEY", KEY);
    assertEquals(0, run.with("check", "openai:m", "--offline"), run.out());
    assertTrue(run.out().contains("note openai server: skipped, since offline is set"), run.out());
  }

  @Test
  void a_store_that_cannot_be_written_is_told() throws IOException {
    Files.writeString(folder.resolve("data"), "a file where a folder is needed");
    try (ModelServer server = ModelServer.listing("m")) {
      assertFails(16, "FAIL store: ", run(server, "openai:m"), "check");
    }
  }

  @Test
  void nothing_is_left_in_the_store() {
    try (ModelServer server = ModelServer.listing("m")) {
      run(server, "openai:m").with("check");
    }
    try (ConversationStore store =
        ConversationStores.open("file:" + folder.resolve("data/parley/conversations"))) {
      assertEquals(List.of(), store.list(Optional.empty(), 10).conversations());
    }
  }

  @Test
  void too_many_subjects_are_refused() {
    Run run = run();
    assertEquals(2, run.with("check", "openai", "mock"));
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
  }
}

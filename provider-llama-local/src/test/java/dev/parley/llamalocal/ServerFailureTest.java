package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.error.ConfigurationException;
import dev.parley.error.NotFoundException;
import dev.parley.error.UnavailableException;
import dev.parley.spi.Provider;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers are told when a server does not come up. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ServerFailureTest {
  private static final ChatRequest HELLO = ChatRequest.of("Hello");
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  @TempDir Path folder;
  private final News news = new News();
  private FakeInstall fake;
  private Provider provider;

  @BeforeEach
  void install() throws Exception {
    fake = new FakeInstall(folder);
    provider = fake.open(fake.settings().listener(news));
  }

  @AfterEach
  void uninstall() {
    fake.close();
  }

  @ParameterizedTest
  @CsvSource({
    "exit 1, it ended with exit code 1",
    "kill -9 $$, it was killed (signal 9)",
    "kill -ABRT $$, it was ended by signal 6"
  })
  void a_server_that_ends_while_it_loads_is_told_with_its_last_words(String end, String told)
      throws Exception {
    fake.script(
        "ulimit -c 0",
        "echo \"srv: the key is $LLAMA_API_KEY\"",
        "echo 'llama_model_load: error loading model: tensor data is damaged' >&2",
        end);
    ChatModel model = provider.chat(fake.model("story.gguf").toString());

    UnavailableException e = assertThrows(UnavailableException.class, () -> model.complete(HELLO));

    assertTrue(e.getMessage().contains(told), e::getMessage);
    assertTrue(e.getMessage().contains("story.gguf"), e::getMessage);
    assertTrue(e.getMessage().contains("tensor data is damaged"), e::getMessage);
    assertTrue(e.getMessage().contains("the key is ***"), e::getMessage);
    assertFalse(KEY.matcher(e.getMessage()).find(), e::getMessage);
    assertFalse(e.retryable());
    assertEquals(List.of("loading story.gguf", "failed story.gguf"), news.told());
    assertTrue(
        news.problems().get(0).contains("tensor data is damaged"), news.problems()::toString);
    assertEquals(0, fake.notes().size());
  }

  @Test
  void the_next_call_tries_again() throws Exception {
    fake.script("exit 1");
    ChatModel model = provider.chat(fake.model("story.gguf").toString());
    assertThrows(UnavailableException.class, () -> model.countTokens(HELLO));
    assertThrows(UnavailableException.class, () -> model.countTokens(HELLO));
    assertEquals(2, fake.starts());
    fake.script("");

    assertEquals("1 2 3 ", model.complete(HELLO).text());
    assertEquals(3, fake.starts());
    assertEquals("ready story.gguf", news.told().get(news.told().size() - 1));
  }

  @Test
  void a_server_killed_after_it_began_to_listen_fails_all_who_wait() throws Exception {
    fake.yes(FakeLlamaServer.LOADING);
    ChatModel model = provider.chat(fake.model("story.gguf").toString());
    List<Future<String>> calls =
        List.of(
            Await.async(() -> model.complete(HELLO).text()),
            Await.async(() -> model.complete(HELLO).text()));
    Await.until("it is asked", () -> fake.answered("GET /health 503") > 0);
    FakeInstall.kill(fake.server());

    for (Future<String> call : calls) {
      UnavailableException e = Await.failure(UnavailableException.class, call);
      assertTrue(e.getMessage().contains("signal 9"), e::getMessage);
      assertTrue(e.getMessage().contains("listening on http://127.0.0.1:"), e::getMessage);
      assertFalse(e.getMessage().contains("Authorization"), e::getMessage);
    }
    assertEquals(1, news.problems().size());
  }

  @Test
  void a_program_that_logs_nothing_and_ends_is_told_too() throws Exception {
    fake.script("exit 0");
    ChatModel model = provider.chat(fake.model("story.gguf").toString());
    UnavailableException e = assertThrows(UnavailableException.class, () -> model.complete(HELLO));
    assertTrue(e.getMessage().contains("exit code 0"), e::getMessage);
    assertTrue(e.getMessage().contains("it logged nothing"), e::getMessage);
  }

  @Test
  void a_server_that_closes_its_log_is_not_waited_for_and_ended() throws Exception {
    fake.script("exec >/dev/null 2>&1");
    ChatModel model = provider.chat(fake.model("story.gguf").toString());
    UnavailableException e = assertThrows(UnavailableException.class, () -> model.complete(HELLO));
    assertTrue(e.getMessage().contains("closed its log"), e::getMessage);
    assertEquals(List.of(), fake.running());
  }

  private NotFoundException notFound(Path file) {
    ChatModel model = provider.chat(file.toString());
    NotFoundException e = assertThrows(NotFoundException.class, () -> model.complete(HELLO));
    assertFalse(e.retryable());
    assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
    assertEquals(0, fake.starts());
    assertEquals(
        List.of("loading " + file.getFileName(), "failed " + file.getFileName()), news.told());
    return e;
  }

  @Test
  void a_missing_file_is_told_before_anything_is_started() {
    NotFoundException e = notFound(folder.resolve("nothing.gguf"));
    assertTrue(e.getMessage().contains("there is no file"), e::getMessage);
  }

  @Test
  void a_folder_is_no_model() throws Exception {
    notFound(Files.createDirectory(folder.resolve("folder.gguf")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "'Once upon a time there was a text.', not a GGUF file",
    "'GG', choose a GGUF file",
    "GGUF, choose a GGUF file"
  })
  void what_is_no_model_is_told_before_anything_is_started(String content, String told)
      throws Exception {
    Path file = Files.writeString(folder.resolve("story.gguf"), content);
    NotFoundException e = notFound(file);
    assertTrue(e.getMessage().contains(told), e::getMessage);
  }

  @Test
  void a_header_that_breaks_off_is_told_before_anything_is_started() throws Exception {
    Path file = fake.model("story.gguf");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    notFound(file);
  }

  @Test
  void a_file_that_is_repaired_is_loaded_by_the_next_call() throws Exception {
    Path file = Files.writeString(folder.resolve("story.gguf"), "half a download");
    ChatModel model = provider.chat(file.toString());
    assertThrows(NotFoundException.class, () -> model.complete(HELLO));
    fake.model("story.gguf");
    assertEquals("1 2 3 ", model.complete(HELLO).text());
  }

  @Test
  void a_port_that_is_taken_is_a_wrong_setting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, FakeLlamaServer.loopback(0).getAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      ChatModel model =
          fake.open(fake.settings().set("port", port)).chat(fake.model("a.gguf").toString());
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> model.complete(HELLO));
      assertEquals("llama-local.port", e.setting().orElseThrow());
      assertTrue(e.getMessage().contains(port), e::getMessage);
      assertEquals(0, fake.starts());
    }
  }

  @Test
  void a_state_folder_that_is_a_file_is_a_wrong_setting() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    for (Path state : List.of(file, file.resolve("below"))) {
      ChatModel model =
          fake.open(fake.settings().set("state-folder", state.toString()))
              .chat(fake.model("a.gguf").toString());
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> model.complete(HELLO));
      assertEquals("llama-local.state-folder", e.setting().orElseThrow());
    }
    assertEquals(0, fake.starts());
  }

  @Test
  void a_program_that_the_system_cannot_run_is_told() throws Exception {
    Path program = folder.resolve("not-a-program");
    Files.writeString(program, "#!/no/such/interpreter");
    assertTrue(program.toFile().setExecutable(true));
    ChatModel model =
        fake.open(fake.settings().binary(program)).chat(fake.model("a.gguf").toString());
    UnavailableException e = assertThrows(UnavailableException.class, () -> model.complete(HELLO));
    assertTrue(e.getMessage().contains("not-a-program cannot be started"), e::getMessage);
    assertFalse(e.retryable());
  }
}

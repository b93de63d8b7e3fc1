package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.TokenCount;
import dev.parley.spi.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When servers are started, with what, and when they are ended. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ServerStartTest {
  private static final ChatRequest HELLO = ChatRequest.of("Hello");

  @TempDir Path folder;
  private FakeInstall fake;

  @BeforeEach
  void install() throws Exception {
    fake = new FakeInstall(folder);
  }

  @AfterEach
  void uninstall() {
    fake.close();
  }

  @Test
  void a_server_is_started_by_the_first_call_and_by_nothing_before() throws Exception {
    Path file = fake.model("story.gguf");
    Provider provider =
        fake.open(fake.settings().set("models-folder", file.getParent().toString()));
    ChatModel model = provider.chat("story");
    assertEquals(1, provider.models().orElseThrow().list().size());
    assertTrue(model.capabilities().contextTokens().isEmpty());
    CompletionStream stream = model.stream(HELLO);
    assertEquals(0, fake.starts());
    assertEquals(Set.of(), fake.notes());

    Completion completion = stream.completion();

    assertEquals("1 2 3 ", completion.text());
    assertEquals(5, completion.usage().inputTokens());
    assertEquals(4096, model.capabilities().contextTokens().orElseThrow());
    assertEquals(Support.YES, model.capabilities().of(Capability.TOOLS));
    assertEquals(1, fake.starts());
  }

  @Test
  void every_kind_of_call_uses_the_same_server() throws Exception {
    ChatModel model = fake.open().chat(fake.model("story.gguf").toString());

    assertEquals(new TokenCount(7, true), model.countTokens(HELLO));
    assertEquals("1 2 3 ", model.complete(HELLO).text());
    assertEquals("1 2 3 ", model.complete(HELLO.toBuilder().rawChunks(true).build()).text());
    try (CompletionStream stream = model.stream(HELLO)) {
      assertEquals("1 2 3 ", stream.completion().text());
    }

    assertEquals(1, fake.starts());
    assertEquals(1, fake.notes().size());
  }

  @Test
  void models_of_one_file_share_a_server_however_they_name_it() throws Exception {
    Path file = fake.model("story.gguf");
    Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), file);
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    Provider provider =
        fake.open(fake.settings().set("models-folder", file.getParent().toString()));

    for (String name : List.of(file.toString(), link.toString(), relative.toString(), "story")) {
      assertEquals("1 2 3 ", provider.chat(name).complete(HELLO).text(), name);
    }

    assertEquals(1, fake.starts());
  }

  @Test
  void each_file_has_a_server_and_each_server_a_key() throws Exception {
    Provider provider = fake.open();
    provider.chat(fake.model("one.gguf").toString()).complete(HELLO);
    provider.chat(fake.model("two.gguf").toString()).complete(HELLO);

    List<Long> servers = fake.running();
    assertEquals(2, servers.size());
    assertEquals(2, fake.notes().size());
    assertNotEquals(fake.key(servers.get(0)), fake.key(servers.get(1)));
  }

  @Test
  void threads_that_call_at_once_start_one_server() throws Exception {
    Provider provider = fake.open();
    String file = fake.model("story.gguf").toString();
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(Await.async(() -> provider.chat(file).complete(HELLO).text()));
    }

    calls.forEach(call -> assertEquals("1 2 3 ", Await.get(call)));
    assertEquals(1, fake.starts());
  }

  @Test
  void closing_a_model_leaves_its_server_to_others() throws Exception {
    Provider provider = fake.open();
    String file = fake.model("story.gguf").toString();
    ChatModel first = provider.chat(file);
    first.complete(HELLO);
    first.close();

    assertThrows(IllegalStateException.class, () -> first.complete(HELLO));
    assertEquals("1 2 3 ", provider.chat(file).complete(HELLO).text());
    assertEquals(1, fake.starts());
  }

  @Test
  void closing_the_provider_ends_all_servers_before_it_returns() throws Exception {
    Provider provider = fake.open();
    ChatModel model = provider.chat(fake.model("one.gguf").toString());
    model.complete(HELLO);
    provider.chat(fake.model("two.gguf").toString()).complete(HELLO);

    provider.close();

    assertEquals(List.of(), fake.running());
    assertEquals(Set.of(), fake.notes());
    provider.close();
    assertThrows(IllegalStateException.class, () -> model.complete(HELLO));
    assertThrows(IllegalStateException.class, () -> provider.chat("three.gguf"));
    assertEquals(2, fake.starts());
  }

  @Test
  void the_command_line_is_what_the_settings_say_and_the_key_is_not_in_it() throws Exception {
    Path file = fake.model("story.gguf");
    Provider provider =
        fake.open(
            fake.settings()
                .set("context", "4096")
                .set("slots", "2")
                .set("extra-args", "--temp 0.5 --seed '4 2'"));
    provider.chat(file.toString()).complete(HELLO);

    assertEquals(
        List.of("-m", file.toString(), "--alias", "story").stream().collect(Collectors.joining(" "))
            + " --host 127.0.0.1 --port 0 --offline -c 8192 -np 2 --temp 0.5 --seed 4 2",
        String.join(" ", fake.arguments(fake.server())));
    String line = ProcessHandle.of(fake.server()).orElseThrow().info().commandLine().orElse("");
    assertTrue(line.contains("story.gguf"), line);
    assertFalse(line.contains(fake.key(fake.server())), line);
  }

  @Test
  void the_environment_has_a_key_and_nothing_of_anybody_else() throws Exception {
    fake.open().chat(fake.model("story.gguf").toString()).complete(HELLO);

    assertTrue(fake.key(fake.server()).matches("[0-9a-f]{64}"));
    Set<String> names =
        fake.environment(fake.server()).stream()
            .map(line -> line.replaceFirst("=.*", ""))
            .collect(Collectors.toSet());
    // The shell of the script sets some of its own.
    names.removeAll(Set.of("LLAMA_API_KEY", "PWD", "OLDPWD", "SHLVL", "_", "JAVA_MAIN_CLASS"));
    names.removeAll(Set.of("PATH", "HOME", "TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH"));
    assertEquals(Set.of(), names);
  }
}

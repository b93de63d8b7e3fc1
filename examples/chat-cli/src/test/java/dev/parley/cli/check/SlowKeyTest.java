package dev.parley.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import dev.parley.cli.Run;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.openai.OpenAiProviderFactory;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that a command prints, for which a person may have to unlock something. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of a Unix shell")
class SlowKeyTest {
  @TempDir Path folder;

  private Path runs() {
    return folder.resolve("runs");
  }

  private void givenKeyOf(String name, String command) throws IOException {
    Files.writeString(
        folder.resolve("c"),
        name + "=${command:printf x >>'" + runs() + "'; " + command + "}\nstore=memory:\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys test", "models", "check"})
  void the_key_is_there_before_the_wait_for_the_server_begins(String command) throws IOException {
    givenKeyOf("waiting.api-key", "echo key");
    List<Boolean> known = new ArrayList<>();
    Run run = new Run(folder, new Waiting(known));
    assertEquals(
        0, run.with((command + " waiting --config c").split(" ", -1)), run.out() + run.err());
    assertEquals(List.of(true), known);
    assertEquals("x", Files.readString(runs()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys test openai", "models openai openai", "check openai"})
  void a_command_that_fails_runs_once(String command) throws IOException {
    givenKeyOf("openai.api-key", "exit 3");
    Run run = new Run(folder, new OpenAiProviderFactory());
    assertEquals(7, run.with((command + " --config c").split(" ", -1)), run.out() + run.err());
    assertTrue((run.out() + run.err()).contains("ended with status 3"), run.out() + run.err());
    assertEquals("x", Files.readString(runs()));
  }

  @Test
  void a_failed_prompt_resolves_nothing_to_mask_it() throws IOException {
    givenKeyOf("waiting.api-key", "echo key");
    Run run = new Run(folder, new Waiting(new ArrayList<>()));
    assertEquals(8, run.with("-m", "waiting:m", "--config", "c", "x"), run.err());
    assertEquals("parley: waiting:m: no; the provider says: no\n", run.err());
    assertTrue(Files.notExists(runs()), "the command ran");
  }

  @Test
  void a_key_that_is_a_word_garbles_only_what_the_provider_says() {
    try (ModelServer server =
        ModelServer.answering(401, "{\"error\":{\"message\":\"openai is no key\"}}")) {
      Run run =
          new Run(folder, new OpenAiProviderFactory())
              .environment("OPENAI_BASE_URL", server.address())
              .environment("OPENAI_API_KEY", "openai");
      assertEquals(8, run.with("models", "openai"));
      assertTrue(run.err().startsWith("parley: openai:*: HTTP 401: "), run.err());
      assertTrue(run.err().contains("the provider says: *** is no key"), run.err());
      Run shorter =
          new Run(folder, new OpenAiProviderFactory())
              .environment("OPENAI_BASE_URL", server.address())
              .environment("OPENAI_API_KEY", "key");
      assertEquals(8, shorter.with("check", "openai"));
      assertTrue(shorter.out().contains("api-key: openai:*: HTTP 401"), shorter.out());
    }
  }

  /** One that notes, when it is asked for its models, whether its key is known by then. */
  private record Waiting(List<Boolean> known) implements ProviderFactory {
    @Override
    public String id() {
      return "waiting";
    }

    @Override
    public SettingsSpec settings() {
      return SettingsSpec.of(Setting.of("api-key", Setting.Type.SECRET, "The key."));
    }

    @Override
    public Provider open(ProviderSettings settings) {
      return new Provider() {
        @Override
        public ChatModel chat(String model) {
          throw new AuthenticationException(
              "no",
              ErrorDetails.builder(new ModelId(settings.instance(), model))
                  .providerMessage("no")
                  .build(),
              null);
        }

        @Override
        public Optional<ModelCatalog> models() {
          return Optional.of(
              () -> {
                known.add(settings.knownSecret("api-key").isPresent());
                ModelId id = new ModelId(settings.instance(), "m");
                return List.of(ModelInfo.builder(id).build());
              });
        }

        @Override
        public void close() {}
      };
    }
  }
}

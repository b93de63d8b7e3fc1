package dev.parley.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.llamalocal.LlamaLocalProviderFactory;
import dev.parley.mock.MockProviderFactory;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private static final String META =
      "{\"data\":[{\"id\":\"m\",\"name\":\"Em\",\"context_length\":4096,"
          + "\"meta\":{\"size\":1500000,\"ftype\":\"Q4\"}}]}";

  @TempDir Path folder;

  @BeforeEach
  void instances() throws IOException {
    Path file = Files.createDirectories(folder.resolve("user/parley")).resolve("parley.properties");
    Files.writeString(file, "a.provider=openai\nb.provider=openai\n");
  }

  private Run run(ModelServer a, ModelServer b) {
    return new Run(
            folder,
            new OpenAiProviderFactory(),
            new MockProviderFactory(),
            new LlamaLocalProviderFactory())
        .environment("A_BASE_URL", a.address())
        .environment("B_BASE_URL", b.address());
  }

  @Test
  void models_are_listed_as_addresses_with_what_is_known() {
    try (ModelServer a = ModelServer.answering(200, META);
        ModelServer b = ModelServer.listing("y", "x")) {
      Run run = run(a, b);
      assertEquals(0, run.with("models", "a", "b"), run.err());
      assertEquals("a:m\tEm, 2 MB, Q4, 4096 tokens\nb:x\nb:y\n", run.out());
      assertEquals("", run.err());
    }
  }

  @Test
  void one_that_fails_is_told_and_does_not_hide_the_others() {
    try (ModelServer a = ModelServer.answering(401, "{}");
        ModelServer b = ModelServer.listing("x")) {
      Run run = run(a, b);
      assertEquals(8, run.with("models", "a", "b"));
      assertEquals("b:x\n", run.out());
      assertTrue(run.err().matches("parley: a:\\*: HTTP 401: [^\n]+\n"), run.err());
    }
  }

  @Test
  void without_a_name_all_are_listed_and_what_was_never_set_up_is_no_failure() {
    try (ModelServer a = ModelServer.listing("m");
        ModelServer b = ModelServer.listing("x")) {
      Run run = run(a, b);
      assertEquals(0, run.with("models"), run.err());
      assertEquals("a:m\nb:x\n", run.out());
      assertTrue(run.err().contains("\"openai.api-key\" is missing"), run.err());
    }
  }

  @Test
  void json_is_one_array_on_one_line() {
    try (ModelServer a = ModelServer.answering(200, META);
        ModelServer b = ModelServer.listing("x")) {
      Run run = run(a, b);
      assertEquals(0, run.with("models", "--json", "a", "b"));
      assertEquals(
          "[{\"address\":\"a:m\",\"provider\":\"a\",\"model\":\"m\",\"title\":\"Em\","
              + "\"sizeBytes\":1500000,\"quantization\":\"Q4\",\"contextTokens\":4096},"
              + "{\"address\":\"b:x\",\"provider\":\"b\",\"model\":\"x\"}]\n",
          run.out());
    }
  }

  @Test
  void with_json_a_failure_is_json_too() {
    try (ModelServer a = ModelServer.answering(401, "{}");
        ModelServer b = ModelServer.listing("x")) {
      Run run = run(a, b);
      assertEquals(8, run.with("models", "--json", "a", "b"));
      assertEquals("[{\"address\":\"b:x\",\"provider\":\"b\",\"model\":\"x\"}]\n", run.out());
      assertTrue(
          run.err().matches("\\{\"error\":\\{\"kind\":\"authentication\",[^\n]+}}\n"), run.err());
    }
  }

  @Test
  void one_that_does_not_answer_is_given_up_and_the_next_is_asked() {
    try (ModelServer a = ModelServer.hanging();
        ModelServer b = ModelServer.listing("x")) {
      Run run = run(a, b).environment("PARLEY_TIMEOUT_FIRST_EVENT", "300ms");
      assertEquals(13, run.with("models", "a", "b"));
      assertEquals("b:x\n", run.out());
    }
  }

  @Test
  void an_unknown_one_and_one_that_cannot_tell_are_told() {
    try (ModelServer a = ModelServer.listing("m");
        ModelServer b = ModelServer.listing("x")) {
      Run unknown = run(a, b);
      assertEquals(3, unknown.with("models", "opnai"));
      assertTrue(unknown.err().contains("Did you mean \"openai\"?"), unknown.err());
      Run silent = run(a, b);
      assertEquals(0, silent.with("models", "llama-local"));
      assertTrue(silent.err().contains("llama-local cannot tell its models"), silent.err());
    }
  }
}

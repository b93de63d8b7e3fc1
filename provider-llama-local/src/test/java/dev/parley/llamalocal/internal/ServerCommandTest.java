package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line and the environment of a server. */
class ServerCommandTest {
  private static final Path PROGRAM = Path.of("/bin/llama-server");
  private static final Path MODEL = Path.of("/models/a story.gguf");
  private static final List<String> ALWAYS =
      List.of(
          PROGRAM.toString(),
          "-m",
          MODEL.toString(),
          "--alias",
          "a story",
          "--host",
          "127.0.0.1",
          "--port",
          "0",
          "--offline");

  private static List<String> line(String... settings) {
    return new ServerCommand(Llama.settings(settings)).line(PROGRAM, MODEL, 0);
  }

  /** What the settings add. */
  private static List<String> options(String... settings) {
    List<String> line = line(settings);
    assertEquals(ALWAYS, line.subList(0, ALWAYS.size()));
    return line.subList(ALWAYS.size(), line.size());
  }

  private static ConfigurationException refused(String... settings) {
    return assertThrows(ConfigurationException.class, () -> line(settings));
  }

  @Test
  void without_settings_it_is_offline_on_loopback_and_leaves_the_rest_to_the_server() {
    assertEquals(List.of(), options());
  }

  @Test
  void the_port_is_the_one_asked_for() {
    List<String> line = new ServerCommand(Llama.settings()).line(PROGRAM, MODEL, 8080);
    assertEquals("8080", line.get(line.indexOf("--port") + 1));
  }

  @ParameterizedTest
  @CsvSource({"a.GGUF, a", "'x,y.gguf', x_y", "model.bin, model.bin", "a.gguf.gguf, a.gguf"})
  void the_name_is_the_files_without_its_suffix_and_one_name(String file, String alias) {
    List<String> line = new ServerCommand(Llama.settings()).line(PROGRAM, Path.of(file), 0);
    assertEquals(alias, line.get(line.indexOf("--alias") + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "context, 4096, -c",
    "slots, 2, -np",
    "threads, 3, -t",
    "gpu-layers, 20, -ngl",
    "gpu-layers, all, -ngl",
    "gpu-layers, auto, -ngl",
    "chat-template, chatml, --chat-template",
    "reasoning-format, none, --reasoning-format"
  })
  void a_setting_is_an_argument(String name, String value, String argument) {
    assertEquals(List.of(argument, value), options(name, value));
  }

  @Test
  void a_templates_file_is_a_path() {
    assertEquals(
        List.of("--chat-template-file", Path.of("/t/my template.jinja").toString()),
        options("chat-template-file", "/t/my template.jinja"));
  }

  @Test
  void a_context_that_is_too_large_for_all_slots_is_refused() {
    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class, () -> options("context", "1000000000", "slots", "4"));
    assertEquals("llama-local.context", failure.setting().orElseThrow());
  }

  @Test
  void a_context_is_that_of_each_slot() {
    assertEquals(List.of("-c", "16384", "-np", "4"), options("context", "4096", "slots", "4"));
  }

  @Test
  void further_arguments_come_last_and_so_win() {
    assertEquals(
        List.of("-t", "2", "-t", "4", "--lora", "/a b"),
        options("threads", "2", "extra-args", "-t 4 --lora '/a b'"));
  }

  @ParameterizedTest
  @CsvSource({
    "context, 0",
    "context, -1",
    "context, 1073741825",
    "slots, 0",
    "threads, 0",
    "gpu-layers, many",
    "gpu-layers, -1",
    "reasoning-format, loud"
  })
  void a_wrong_value_names_its_setting(String name, String value) {
    assertEquals("llama-local." + name, refused(name, value).setting().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-m",
        "--model",
        "--host",
        "--port",
        "--alias",
        "--api-key",
        "--api_key",
        "--api-prefix",
        "--ssl-key-file",
        "--log-disable",
        "--log_disable",
        "-lv",
        "--log-verbosity",
        "-hf"
      })
  void what_the_provider_takes_care_of_cannot_be_set(String argument) {
    ConfigurationException e = refused("extra-args", "-t 2 " + argument + " x");
    assertEquals("llama-local.extra-args", e.setting().orElseThrow());
    assertTrue(e.getMessage().contains(argument), e::getMessage);
  }

  @Test
  void a_quote_that_is_not_closed_names_the_setting() {
    assertEquals(
        "llama-local.extra-args", refused("extra-args", "--lora '/a b").setting().orElseThrow());
  }

  @Test
  void the_environment_has_what_programs_need_and_the_key_and_nothing_else() {
    Map<String, String> all =
        Map.ofEntries(
            Map.entry("PATH", "/bin"),
            Map.entry("HOME", "/home/me"),
            Map.entry("LD_LIBRARY_PATH", "/lib"),
            Map.entry("SystemRoot", "C:\\Windows"),
            Map.entry("GGML_BACKEND_PATH", "/b.so"),
            Map.entry("CUDA_VISIBLE_DEVICES", "0"),
            Map.entry("LLAMA_ARG_HOST", "0.0.0.0"),
            Map.entry("LLAMA_API_KEY", "somebody else's"),
            Map.entry("OPENAI_API_KEY", "secret"),
            Map.entry("HTTPS_PROXY", "http://proxy"),
            Map.entry("LD_PRELOAD", "/x.so"));
    Map<String, String> passed =
        new ServerCommand(Llama.settings()).environment(all, Secret.of("ours"));
    assertEquals(
        Map.of(
            "PATH", "/bin",
            "HOME", "/home/me",
            "LD_LIBRARY_PATH", "/lib",
            "SystemRoot", "C:\\Windows",
            "GGML_BACKEND_PATH", "/b.so",
            "CUDA_VISIBLE_DEVICES", "0",
            "LLAMA_API_KEY", "ours"),
        passed);
  }

  @Test
  void the_key_is_on_no_command_line() {
    ServerCommand command = new ServerCommand(Llama.settings());
    Secret key = Secret.of("ours-and-nobody-elses");
    assertTrue(command.environment(Map.of(), key).containsValue(key.reveal()));
    assertTrue(command.line(PROGRAM, MODEL, 0).stream().noneMatch(a -> a.contains(key.reveal())));
  }
}

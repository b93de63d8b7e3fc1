package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding the program. */
class ServerProgramTest {
  @TempDir Path folder;

  private Path program(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  /** Settings where the environment is read, and holds this. */
  private ProviderSettings withEnvironment(String... pairs) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("XDG_CONFIG_HOME", folder.toString());
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return Llama.settings(Config.standard(environment, folder).build());
  }

  private static Path find(ProviderSettings settings, String path) {
    return new ServerProgram(settings, path, "Linux").find();
  }

  private static ConfigurationException missing(ProviderSettings settings, String path) {
    return assertThrows(ConfigurationException.class, () -> find(settings, path));
  }

  @Test
  void the_setting_comes_first() throws IOException {
    Path set = program("set/my-server");
    Path named = program("named/llama-server");
    Path onPath = program("path/llama-server");
    ProviderSettings settings =
        withEnvironment("LLAMA_LOCAL_BINARY", set.toString(), "LLAMA_SERVER", named.toString());
    assertEquals(set, find(settings, onPath.getParent().toString()));
  }

  @Test
  void then_the_variable() throws IOException {
    Path named = program("named/llama-server");
    Path onPath = program("path/llama-server");
    ProviderSettings settings = withEnvironment("LLAMA_SERVER", named.toString());
    assertEquals(named, find(settings, onPath.getParent().toString()));
  }

  @Test
  void then_the_first_on_the_path() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    Path no = program("no/llama-server");
    assertTrue(no.toFile().setExecutable(false));
    Path one = program("one/llama-server");
    Path two = program("two/llama-server");
    String path =
        String.join(
            File.pathSeparator,
            folder.resolve("empty").toString(),
            no.getParent().toString(),
            "",
            one.getParent().toString(),
            two.getParent().toString());
    assertEquals(one, find(Llama.settings(), path));
  }

  @Test
  void a_folder_is_no_program() throws IOException {
    Files.createDirectories(folder.resolve("llama-server"));
    assertEquals(Kind.MISSING_SETTING, missing(Llama.settings(), folder.toString()).kind());
  }

  @Test
  void what_is_no_path_on_the_path_is_passed_over() throws IOException {
    Path program = program("llama-server");
    assertEquals(program, find(Llama.settings(), "\0" + File.pathSeparator + folder));
  }

  @Test
  void the_variable_counts_only_where_the_environment_is_read() throws IOException {
    Path onPath = program("path/llama-server");
    assertEquals(onPath, find(Llama.settings(), onPath.getParent().toString()));
  }

  @Test
  void it_is_looked_for_anew_each_time() throws IOException {
    ServerProgram program = new ServerProgram(Llama.settings(), folder.toString(), "Linux");
    assertThrows(ConfigurationException.class, program::find);
    Path installed = program("llama-server");
    assertEquals(installed, program.find());
  }

  @Test
  void a_wrong_setting_is_named_and_nothing_else_is_looked_for() throws IOException {
    Path onPath = program("llama-server");
    Path none = folder.resolve("none");
    ProviderSettings settings = Llama.settings("binary", none.toString());
    ConfigurationException e = missing(settings, onPath.getParent().toString());
    assertEquals(Kind.INVALID_VALUE, e.kind());
    assertEquals("llama-local.binary", e.setting().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/none/llama-server", "\0"})
  void a_wrong_variable_is_named_and_nothing_else_is_looked_for(String value) throws IOException {
    Path onPath = program("llama-server");
    ConfigurationException e =
        missing(withEnvironment("LLAMA_SERVER", value), onPath.getParent().toString());
    assertEquals(Kind.MISSING_SETTING, e.kind());
    assertTrue(e.getMessage().contains("LLAMA_SERVER names no file"), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, apt install llama.cpp-tools",
    "Mac OS X, brew install llama.cpp",
    "Windows 11, winget install llama.cpp"
  })
  void who_has_none_is_told_how_to_install_it_and_what_else_there_is(String system, String how) {
    ServerProgram program = new ServerProgram(Llama.settings(), folder.toString(), system);
    ConfigurationException e = assertThrows(ConfigurationException.class, program::find);
    assertEquals(Kind.MISSING_SETTING, e.kind());
    assertEquals("llama-local.binary", e.setting().orElseThrow());
    assertTrue(e.getMessage().contains("no llama-server on the PATH"), e::getMessage);
    assertTrue(e.getMessage().contains(how), e::getMessage);
    assertTrue(e.getMessage().contains("\"llama-local.binary\""), e::getMessage);
    assertTrue(e.getMessage().contains("LLAMA_SERVER"), e::getMessage);
    assertTrue(e.getMessage().contains("\"llama-local.server\""), e::getMessage);
    assertEquals(system.equals("Linux"), e.getMessage().contains("apt"), e::getMessage);
  }

  @Test
  void windows_has_another_name_for_it() throws IOException {
    program("llama-server");
    Path exe = program("exe/llama-server.exe");
    String path = folder + File.pathSeparator + exe.getParent();
    assertEquals(exe, new ServerProgram(Llama.settings(), path, "Windows 11").find());
    assertFalse(find(Llama.settings(), path).toString().endsWith(".exe"));
  }
}

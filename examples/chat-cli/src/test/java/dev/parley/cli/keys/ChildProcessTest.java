package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only shows in a process of its own: a terminal, and the environment of its children. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the terminal is that of util-linux's script")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildProcessTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  @TempDir Path home;

  @Test
  void a_key_is_typed_without_being_shown() throws Exception {
    String command = String.join(" ", ChildParley.java(true)) + " keys set openai --file";
    Process process =
        new ChildParley(home)
            .environment("SHELL", "/bin/sh")
            .start(List.of("script", "-qec", command, "/dev/null"));
    try (OutputStream typed = process.getOutputStream()) {
      String question = "Key for openai.api-key (it is not shown): ";
      String shown = ChildParley.read(process, question);
      assertTrue(shown.endsWith(question), shown);
      typed.write((KEY + "\n").getBytes(StandardCharsets.UTF_8));
      typed.flush();
      shown = ChildParley.read(process, "");
      assertEquals(0, ChildParley.await(process), shown);
      assertTrue(shown.contains("openai.api-key is kept in "), shown);
      assertFalse(shown.contains(KEY), shown);
    } finally {
      process.destroyForcibly();
    }
    assertEquals(
        "openai.api-key = " + KEY + "\n",
        Files.readString(home.resolve("config/parley/keys.properties")));
  }

  @Test
  void a_command_gets_the_environment_without_keys_of_anybody() throws Exception {
    Path seen = home.resolve("seen");
    Path file = Files.createDirectories(home.resolve("config/parley")).resolve("parley.properties");
    Files.writeString(
        file,
        "work.provider = openai\nother.provider = openai\nwork.base-url = http://127.0.0.1:1\n"
            + "work.api-key = ${command:env >"
            + seen
            + "; echo k}\n");
    Path keys = Files.writeString(file.resolveSibling(".env"), "OTHER_API_KEY=" + KEY + "\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    List<String> command = ChildParley.java(false);
    command.addAll(List.of("check", "work", "--offline"));
    ChildParley.Ended ended =
        new ChildParley(home)
            .environment("OPENAI_API_KEY", KEY)
            .environment("LLAMA_LOCAL_API_KEY", KEY)
            .environment("OTHER_HEADERS", "X: " + KEY)
            .environment("HOME_1_PROVIDER", "openai")
            .environment("HOME_1_API_KEY", KEY)
            .environment("VAULT_TOKEN", "passed-on")
            .run(command);
    assertEquals(11, ended.code(), ended.output()); // Nobody listens there.
    assertFalse(Files.readString(seen).contains(KEY), "a command got a key");
    assertTrue(Files.readString(seen).contains("VAULT_TOKEN=passed-on"), "no vacuous check");
    assertFalse(ended.output().contains(KEY), ended.output());
  }
}

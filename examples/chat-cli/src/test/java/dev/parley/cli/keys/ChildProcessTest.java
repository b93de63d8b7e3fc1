package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {"PARLEY_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LLAMA_SERVER", "--config"})
  void a_path_that_the_locale_cannot_say_is_one_line_with_the_way_out(String place)
      throws Exception {
    // As a shell in another locale passes it on. It is no Path here: this JVM may not know it.
    String path = "'" + home + "/\u00FC'";
    String java = String.join(" ", ChildParley.java(false));
    String command =
        place.startsWith("--")
            ? java + " models openai " + place + " " + path
            : place + "=" + path + " " + java + " check llama-local:m";
    Path script = Files.writeString(home.resolve("run.sh"), command + "\n");
    ChildParley.Ended ended =
        new ChildParley(home).environment("LC_ALL", "C").run(List.of("sh", script.toString()));
    assertFalse(ended.output().contains("unexpected failure"), ended.output());
    assertFalse(ended.output().contains("InvalidPath"), ended.output());
    if (Runtime.version().feature() < 18) { // Later ones may know such paths in every locale.
      assertTrue(
          ended.output().lines().anyMatch(l -> l.contains(place) && l.contains("LC_ALL=C.UTF-8")),
          ended.output());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_prints_a_key_or_keeps_it_ends_with_parley(boolean reference) throws Exception {
    Path pipe = home.resolve("pipe");
    assertEquals(0, ChildParley.await(new ProcessBuilder("mkfifo", pipe.toString()).start()));
    // Whoever runs has the pipe open; the second process shows that all of them end.
    String hangs = "exec 3>" + pipe + "; echo $$ >&3; tail -f /dev/null; true";
    ChildParley parley = new ChildParley(home).environment("DBUS_SESSION_BUS_ADDRESS", "x");
    List<String> command = ChildParley.java(false);
    if (reference) {
      Path file = Files.writeString(home.resolve("c"), "openai.api-key=${command:" + hangs + "}\n");
      command.addAll(List.of("models", "openai", "--config", file.toString()));
    } else {
      Path tool = Files.createDirectories(home.resolve("bin")).resolve("secret-tool");
      Files.writeString(tool, "#!/bin/sh\n" + hangs + "\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
      parley.environment("PATH", tool.getParent() + ":" + System.getenv("PATH"));
      command.addAll(List.of("keys", "set", "openai"));
    }
    Process process = parley.start(command);
    long child = 0;
    try {
      process.getOutputStream().write((KEY + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      try (BufferedReader open = Files.newBufferedReader(pipe)) {
        child = Long.parseLong(open.readLine());
        process.destroy();
        assertEquals(143, ChildParley.await(process));
        Future<String> closed = CompletableFuture.supplyAsync(() -> line(open));
        assertEquals("", closed.get(30, TimeUnit.SECONDS));
      }
    } finally {
      process.destroyForcibly();
      ProcessHandle.of(child).ifPresent(ChildProcessTest::end);
    }
  }

  /** The next line; empty at the end, when nobody has the pipe open. */
  private static String line(BufferedReader open) {
    try {
      return String.valueOf(open.readLine()).replace("null", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(ProcessHandle child) {
    child.descendants().forEach(ProcessHandle::destroyForcibly);
    child.destroyForcibly();
  }
}

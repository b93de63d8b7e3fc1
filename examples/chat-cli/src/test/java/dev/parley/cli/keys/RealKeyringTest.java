package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Secret Service on a session bus of its own, in a home of its own. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealKeyringTest {
  private static final String REQUIRED_VARIABLE = "PARLEY_REQUIRE_REAL_SERVERS";
  private static final List<String> PROGRAMS =
      List.of("dbus-run-session", "gnome-keyring-daemon", "secret-tool");
  private static final String KEY = "a-key-that-nobody-may-see";

  /** The first line unlocks the keyring; nobody is there to type a password. */
  private static final String UNLOCK =
      "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 90\n";

  @TempDir Path home;
  private Path runtime;

  @BeforeEach
  void programs_are_there() throws IOException {
    List<String> missing = new ArrayList<>(PROGRAMS);
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      missing.removeIf(program -> Files.isExecutable(Path.of(folder, program)));
    }
    String problem = "these are not on the PATH: " + String.join(", ", missing);
    if (!missing.isEmpty() && "true".equals(System.getenv(REQUIRED_VARIABLE))) {
      fail(problem);
    }
    assumeTrue(missing.isEmpty(), () -> skipped(problem));
    runtime = Files.createDirectory(home.resolve("run"));
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
  }

  private static String skipped(String problem) {
    System.err.println(
        """

        *** SKIPPED: the keyring is not tested, because %s
        *** To run these tests, on Debian: apt install libsecret-tools gnome-keyring dbus
        *** To make this an error: %s=true
        """
            .formatted(problem, REQUIRED_VARIABLE));
    return problem;
  }

  /** Runs lines of a shell in a session with a bus; {@code parley} is the tool. */
  private ChildParley.Ended session(String lines) throws Exception {
    Path script =
        Files.writeString(
            home.resolve("session.sh"),
            "parley() { " + String.join(" ", ChildParley.java(false)) + " \"$@\"; }\n" + lines);
    return new ChildParley(home)
        .environment("XDG_RUNTIME_DIR", runtime.toString())
        .run(List.of("dbus-run-session", "--", "sh", script.toString()));
  }

  private Path file() {
    return home.resolve("config/parley/keys.properties");
  }

  @Test
  void a_key_is_kept_listed_used_and_forgotten() throws Exception {
    try (KeyServer server = new KeyServer(KEY)) {
      ChildParley.Ended ended =
          session(
              UNLOCK
                  + "printf '%s\\n' "
                  + KEY
                  + " | parley keys set openai || exit 91\n"
                  + "parley keys list || exit 92\n"
                  + "OPENAI_BASE_URL="
                  + server.address()
                  + " parley keys test openai || exit 93\n"
                  + "cp \"$XDG_CONFIG_HOME/parley/keys.properties\" \"$HOME/kept\"\n"
                  + "parley keys rm openai || exit 94\n"
                  + "secret-tool lookup application parley setting openai.api-key && exit 95\n"
                  + "parley keys list\n");
      assertEquals(0, ended.code(), ended.output());
      assertTrue(
          ended
              .output()
              .contains("openai.api-key is kept in the keyring; " + file() + " says so\n"),
          ended.output());
      assertTrue(
          ended.output().contains("openai.api-key  ***  the keyring (" + file() + ")\n"),
          ended.output());
      assertTrue(ended.output().contains("openai: ok, 1 model\n"), ended.output());
      assertTrue(ended.output().contains("openai.api-key is forgotten\n"), ended.output());
      assertTrue(ended.output().contains("no key is set"), ended.output());
      assertFalse(ended.output().contains(KEY), "the key was shown");
      assertEquals(
          "openai.api-key = " + SecretService.reference("openai.api-key") + "\n",
          Files.readString(home.resolve("kept")));
    }
    assertNowhereInTheOpen();
  }

  /** No file of this home has the key, but the script that made it up. */
  private void assertNowhereInTheOpen() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String held = new String(Files.readAllBytes(each), StandardCharsets.UTF_8);
        assertTrue(each.endsWith("session.sh") || !held.contains(KEY), each.toString());
      }
    }
  }

  @Test
  void a_locked_keyring_is_told_and_the_file_takes_the_key() throws Exception {
    ChildParley.Ended ended = session("printf '%s\\n' " + KEY + " | parley keys set openai\n");
    assertEquals(0, ended.code(), ended.output());
    assertTrue(
        ended.output().contains("parley: the key does not go into a keyring: secret-tool: "),
        ended.output());
    assertFalse(ended.output().contains(KEY), "the key was shown");
    assertEquals("openai.api-key = " + KEY + "\n", Files.readString(file()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }
}

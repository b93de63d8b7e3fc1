package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.llamalocal.StreamingProgram.End;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of servers whose program ends without closing anything, in whatever way. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class JvmEndTest {
  private static final ChatRequest HELLO = ChatRequest.of("Hello");
  private static final long SECONDS = 30;

  @TempDir Path folder;
  private final List<Process> programs = new ArrayList<>();
  private FakeInstall fake;
  private Path output;

  @BeforeEach
  void install() throws Exception {
    fake = new FakeInstall(folder);
    output = folder.resolve("output.txt");
  }

  @AfterEach
  void uninstall() {
    programs.forEach(Process::destroyForcibly);
    fake.close();
  }

  private Process program(End end, String port) throws IOException {
    List<String> command =
        List.of(
            FakeInstall.java().toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            FakeInstall.classPath(),
            StreamingProgram.class.getName(),
            fake.binary().toString(),
            fake.stateFolder().toString(),
            fake.model("program.gguf").toString(),
            port,
            end.name());
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    programs.add(program);
    return program;
  }

  private Process streaming(String port) throws IOException {
    Process program = program(End.NEVER, port);
    Await.until("the program reads", () -> output().contains(StreamingProgram.READING));
    return program;
  }

  private String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void kill(Process program) throws InterruptedException {
    program.destroyForcibly();
    assertTrue(program.waitFor(SECONDS, TimeUnit.SECONDS));
  }

  private String answer(LlamaLocal.Builder settings) throws IOException {
    return fake.open(settings).chat(fake.model("own.gguf").toString()).complete(HELLO).text();
  }

  @ParameterizedTest
  @CsvSource({"EXIT, 5", "RETURN, 0"})
  void a_jvm_that_exits_in_mid_stream_ends_its_server(End end, int status) throws Exception {
    Process program = program(end, "0");

    assertTrue(program.waitFor(SECONDS, TimeUnit.SECONDS), this::output);
    assertEquals(status, program.exitValue(), this::output);
    assertTrue(output().contains(StreamingProgram.READING), this::output);
    assertEquals(1, fake.servers().size());
    assertEquals(List.of(), fake.running());
    assertEquals(Set.of(), fake.notes());
  }

  @Test
  void the_server_of_a_killed_jvm_is_ended_by_the_next_start() throws Exception {
    Process program = streaming("0");
    long orphan = fake.server();
    kill(program);
    assertTrue(FakeInstall.isRunning(orphan));
    assertEquals(1, fake.notes().size());

    assertEquals("1 2 3 ", answer(fake.settings()));

    assertFalse(FakeInstall.isRunning(orphan));
    assertEquals(1, fake.running().size());
    assertEquals(1, fake.notes().size());
  }

  @Test
  void the_server_of_a_killed_jvm_is_ended_before_its_port_is_needed() throws Exception {
    String port = String.valueOf(freePort());
    Process program = streaming(port);
    long orphan = fake.server();
    kill(program);

    assertEquals("1 2 3 ", answer(fake.settings().set("port", port)));
    assertFalse(FakeInstall.isRunning(orphan));
  }

  /** Outside the range from which systems take ports for anybody who asks. */
  private static int freePort() {
    Random random = new Random();
    while (true) {
      int port = 20_000 + random.nextInt(10_000);
      try (ServerSocket socket =
          new ServerSocket(port, 1, FakeLlamaServer.loopback(port).getAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: another one.
      }
    }
  }

  @Test
  void the_server_behind_a_wrapper_is_ended_by_the_next_start_too() throws Exception {
    fake.wrapper();
    Process program = streaming("0");
    long orphan = fake.server();
    kill(program);
    assertTrue(FakeInstall.isRunning(orphan));

    assertEquals("1 2 3 ", answer(fake.settings()));
    assertFalse(FakeInstall.isRunning(orphan));
  }

  @Test
  void the_server_of_a_jvm_that_lives_is_left_alone() throws Exception {
    Process program = streaming("0");
    long others = fake.server();
    Set<String> notes = fake.notes();

    assertEquals("1 2 3 ", answer(fake.settings()));

    assertTrue(FakeInstall.isRunning(others));
    assertTrue(fake.notes().containsAll(notes));
    assertTrue(program.isAlive());
    // What is asked to end in the ordinary way takes its server along.
    program.destroy();
    assertTrue(program.waitFor(SECONDS, TimeUnit.SECONDS));
    assertFalse(FakeInstall.isRunning(others));
  }
}

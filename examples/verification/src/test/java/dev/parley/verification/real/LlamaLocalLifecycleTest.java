package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.config.Config;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.NotFoundException;
import dev.parley.error.UnavailableException;
import dev.parley.verification.Project;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The provider {@code llama-local} and the real servers that it starts and ends. */
@Timeout(180)
class LlamaLocalLifecycleTest {
  /** How often a server is started and stopped; more may be asked for. */
  private static final int CYCLES =
      Integer.parseInt(System.getenv().getOrDefault("PARLEY_START_STOP_CYCLES", "20"));

  private static final ChatRequest HELLO = ChatRequest.of(ChatScripts.HELLO);
  private static final ChatRequest ENDLESS = ChatRequest.of(ChatScripts.ENDLESS);

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path program;
  private Path file;
  private Path state;

  @BeforeEach
  void write() {
    program = LlamaServer.required();
    file = folder.resolve("scripted.gguf");
    state = folder.resolve("state");
    ChatScripts.write(file);
  }

  @AfterEach
  void nothingIsLeft() {
    threads.shutdownNow();
    List<ProcessHandle> left = servers();
    left.forEach(ProcessHandle::destroyForcibly);
    assertEquals(List.of(), left, "a server is left");
  }

  /** The processes of this machine that serve a model of this test. */
  private List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(
            process -> process.info().commandLine().orElse("").contains(folder + File.separator))
        .filter(process -> process.info().commandLine().orElse("").contains("--host"))
        .toList();
  }

  private Models models(Path binary, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("llama-local.binary", binary.toString());
    settings.put("llama-local.state-folder", state.toString());
    settings.put("llama-local.threads", "1");
    settings.put("parley.retries", "0"); // What the provider itself tells is looked at.
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return Models.load(Config.of(settings));
  }

  private ChatModel scripted(Models models) {
    return models.chat("llama-local:" + file);
  }

  private static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > Duration.ofSeconds(20).toNanos()) {
        fail("not within 20 s: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** A real server that stands still as soon as it is born, and a script that waits for it. */
  private Path standingStill() throws Exception {
    Path script = folder.resolve("standing-still");
    Files.writeString(
        script, "#!/bin/sh\n\"" + program + "\" \"$@\" &\nkill -STOP $!\nwait $!\nexit $?\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
    assertEquals(0, kill.waitFor());
  }

  @Test
  @Timeout(900)
  void starting_and_stopping_leaves_no_process_no_file_and_no_thread() throws Exception {
    for (int i = 0; i < CYCLES; i++) {
      try (Models models = models(program)) {
        assertEquals("Hello, wörld", scripted(models).complete(HELLO).text());
        assertFalse(servers().isEmpty());
      }
      assertEquals(List.of(), servers());
      try (Stream<Path> notes = Files.list(state)) {
        assertEquals(List.of(), notes.toList());
      }
    }
    await(
        "the threads of the servers end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("parley-llama-server")));
  }

  @Test
  void two_models_have_a_server_each_and_two_names_of_one_file_share_one() throws Exception {
    Path other = folder.resolve("other.gguf");
    TinyGguf.write(other, "Another model altogether.");
    Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), file);
    try (Models models = models(program)) {
      ChatModel one = scripted(models);
      ChatModel two = models.chat("llama-local:" + other);
      ChatModel same = models.chat("llama-local:" + link);
      Future<Completion> first = threads.submit(() -> one.complete(HELLO));
      Future<Completion> second = threads.submit(() -> two.complete(HELLO));
      Future<Completion> third = threads.submit(() -> same.complete(HELLO));
      assertEquals("Hello, wörld", first.get().text());
      assertEquals("Another model altogether.", second.get().text());
      assertEquals("Hello, wörld", third.get().text());
      assertEquals(2, servers().size());
    }
  }

  @Test
  void a_server_killed_in_mid_stream_ends_the_stream_and_is_started_again() throws Exception {
    try (Models models = models(program)) {
      ChatModel model = scripted(models);
      try (CompletionStream stream = model.stream(ENDLESS)) {
        InterruptedStreamException failure =
            assertThrows(
                InterruptedStreamException.class,
                () ->
                    stream.forEach(
                        event -> {
                          if (event instanceof TextDelta) {
                            servers().forEach(ProcessHandle::destroyForcibly);
                          }
                        }));
        assertTrue(failure.getMessage().contains("signal 9"), failure.getMessage());
        assertTrue(failure.details().providerMessage().orElseThrow().contains("model loaded"));
        assertTrue(failure.partial().orElseThrow().text().startsWith("la li"));
      }
      assertEquals("Hello, wörld", model.complete(HELLO).text());
    }
  }

  @Test
  void a_server_killed_while_it_loads_is_an_error_with_its_end_and_tried_anew() throws Exception {
    try (Models models = models(standingStill())) {
      ChatModel model = scripted(models);
      Future<Completion> call = threads.submit(() -> model.complete(HELLO));
      await("the server stands still", () -> isStopped(real()));
      real().forEach(ProcessHandle::destroyForcibly);
      ExecutionException failed = assertThrows(ExecutionException.class, call::get);
      UnavailableException failure =
          assertInstanceOf(UnavailableException.class, failed.getCause());
      assertTrue(failure.getMessage().contains("could not load"), failure.getMessage());
      assertTrue(failure.getMessage().contains("signal 9"), failure.getMessage());
      Future<Completion> again = threads.submit(() -> model.complete(HELLO));
      await("another server stands still", () -> isStopped(real()));
      signal("CONT", real().get(0));
      assertEquals("Hello, wörld", again.get().text());
    }
  }

  /** What the script has started. */
  private static List<ProcessHandle> real() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process
                    .parent()
                    .flatMap(parent -> parent.info().commandLine())
                    .filter(line -> line.contains("standing-still"))
                    .isPresent())
        .toList();
  }

  private static boolean isStopped(List<ProcessHandle> processes) {
    return processes.size() == 1
        && statOf(processes.get(0)).replaceFirst(".*\\) ", "").startsWith("T");
  }

  private static String statOf(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void a_slow_load_is_no_time_out_and_can_be_cancelled() throws Exception {
    try (Models models = models(standingStill())) {
      ChatModel model = scripted(models);
      ChatRequest impatient =
          HELLO.toBuilder()
              .timeouts(
                  Timeouts.UNSET
                      .with(Timeouts.Kind.CONNECT, Duration.ofMillis(100))
                      .with(Timeouts.Kind.SILENCE, Duration.ofMillis(100))
                      .with(Timeouts.Kind.FIRST_EVENT, Duration.ofMillis(500)))
              .build();
      Future<Completion> patient = threads.submit(() -> model.complete(impatient));
      CompletionStream cancelled = model.stream(impatient);
      Future<Completion> waiting = threads.submit(cancelled::completion);
      await("the server stands still", () -> isStopped(real()));
      assertThrows(TimeoutException.class, () -> patient.get(1, TimeUnit.SECONDS));
      cancelled.close();
      ExecutionException failure = assertThrows(ExecutionException.class, waiting::get);
      assertInstanceOf(CancelledException.class, failure.getCause());
      signal("CONT", real().get(0));
      assertEquals("Hello, wörld", patient.get().text());
    }
  }

  @Test
  void a_file_that_only_looks_like_a_model_ends_the_server_with_its_last_words() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.gguf");
    Files.write(cut, Arrays.copyOf(whole, whole.length - 4));
    Path text = Files.writeString(folder.resolve("text.gguf"), "This is no model.");
    try (Models models = models(program)) {
      UnavailableException damaged =
          assertThrows(
              UnavailableException.class, () -> models.chat("llama-local:" + cut).complete(HELLO));
      assertFalse(damaged.retryable());
      assertTrue(damaged.getMessage().contains("The end of its log"), damaged.getMessage());
      assertThrows(
          NotFoundException.class, () -> models.chat("llama-local:" + text).complete(HELLO));
    }
  }

  @Test
  void a_wrong_argument_is_told_in_the_servers_words() {
    try (Models models = models(program, "llama-local.extra-args", "--no-such-flag")) {
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> scripted(models).complete(HELLO));
      assertTrue(failure.getMessage().contains("no-such-flag"), failure.getMessage());
    }
  }

  @Test
  void a_port_can_be_chosen() throws Exception {
    int port = freePort();
    try (Models models = models(program, "llama-local.port", String.valueOf(port))) {
      assertEquals("Hello, wörld", scripted(models).complete(HELLO).text());
      assertTrue(servers().get(0).info().commandLine().orElseThrow().contains("--port " + port));
    }
  }

  /** Outside the range from which systems take ports for anybody who asks. */
  private static int freePort() {
    Random random = new Random();
    while (true) {
      int port = 20_000 + random.nextInt(10_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        // Taken: another one.
      }
    }
  }

  /** Streams without end, for a JVM that is killed meanwhile: its arguments are settings. */
  public static final class Endless {
    private Endless() {}

    /** Prints a line with the first piece of text. */
    public static void main(String[] settings) {
      Map<String, String> config = new HashMap<>();
      for (int i = 1; i < settings.length; i += 2) {
        config.put(settings[i], settings[i + 1]);
      }
      try (Models models = Models.load(Config.of(config));
          CompletionStream stream = models.chat("llama-local:" + settings[0]).stream(ENDLESS)) {
        stream.forEach(
            event -> {
              if (event instanceof TextDelta) {
                System.out.println("streaming");
              }
            });
      }
    }
  }

  @Test
  void the_server_of_a_killed_jvm_is_ended_at_the_next_start_and_the_new_one_answers()
      throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Project.classPath().stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                Endless.class.getName(),
                file.toString(),
                "llama-local.binary",
                program.toString(),
                "llama-local.state-folder",
                state.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle orphan;
    try (BufferedReader out = jvm.inputReader()) {
      assertEquals("streaming", out.readLine());
      orphan = servers().get(0);
    } finally {
      jvm.destroyForcibly();
    }
    assertTrue(jvm.waitFor(20, TimeUnit.SECONDS));
    assertTrue(orphan.isAlive(), "then there is nothing to see to");
    try (Models models = models(program)) {
      assertEquals("Hello, wörld", scripted(models).complete(HELLO).text());
      await("the orphan is gone", () -> !servers().contains(orphan));
      assertEquals(1, servers().size());
    }
  }
}

package dev.parley.cli.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, some of which are killed. */
class UsageProcessesTest {
  private static final long SECONDS = 60;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  /** Adds calls to a log, numbered from 0, and says when it has begun. */
  static final class Adding {
    private Adding() {}

    public static void main(String[] arguments) throws IOException {
      UsageLog log = new UsageLog(Path.of(arguments[0]), notice -> {});
      int most = Integer.parseInt(arguments[1]);
      for (int i = 0; i < most; i++) {
        log.append(UsageLogTest.call(i, "x".repeat(i % 500)));
        if (i == 0) {
          System.out.println("begun");
        }
      }
    }
  }

  /** Locks a file, and lets go of it when its input ends. */
  static final class Locking {
    private Locking() {}

    public static void main(String[] arguments) throws IOException {
      Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), options)) {
        channel.lock();
        System.out.println("locked");
        System.in.read();
      }
    }
  }

  @AfterEach
  void kill() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(Map<String, String> environment, String... words) throws IOException {
    Process process = startOpen(environment, words);
    process.getOutputStream().close();
    return process;
  }

  private Process startOpen(Map<String, String> environment, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static String said(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    return said;
  }

  private static List<UsageRecord> whole(Path file) throws IOException {
    List<UsageRecord> calls = new ArrayList<>();
    List<Long> broken = new ArrayList<>();
    new UsageLog(file, notice -> {}).read(calls::add, broken::add);
    assertEquals(List.of(), broken);
    return calls;
  }

  @Test
  void lines_of_processes_never_mix() throws Exception {
    Path file = folder.resolve("usage.csv");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(Map.of(), Adding.class.getName(), file.toString(), "300"));
    }
    for (Process process : processes) {
      assertEquals("begun", said(process).strip());
    }
    assertEquals(1200, whole(file).size());
    assertEquals(300, whole(file).stream().map(call -> call.counts().input()).distinct().count());
  }

  @Test
  void a_process_that_is_killed_leaves_whole_lines_and_no_lock() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path file = folder.resolve("round" + round + ".csv");
      Process process =
          start(Map.of(), Adding.class.getName(), file.toString(), "" + Integer.MAX_VALUE);
      assertEquals('b', process.getInputStream().read()); // It has begun.
      process.destroyForcibly();
      assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
      new UsageLog(file, notice -> {}).append(UsageLogTest.call(-1, ""));
      List<UsageRecord> calls = whole(file);
      for (int i = 0; i < calls.size() - 1; i++) {
        assertEquals(i, calls.get(i).counts().input());
      }
      assertEquals(-1, calls.get(calls.size() - 1).counts().input());
      assertTrue(calls.size() > 1);
    }
  }

  @Test
  void an_interrupt_while_another_process_has_the_lock_loses_no_line() throws Exception {
    Path file = folder.resolve("usage.csv");
    Process holder =
        startOpen(Map.of(), Locking.class.getName(), folder.resolve("usage.csv.lock").toString());
    assertEquals('l', holder.getInputStream().read());
    AtomicBoolean interrupted = new AtomicBoolean();
    FutureTask<Boolean> appending =
        new FutureTask<>(
            () -> {
              new UsageLog(file, notice -> {}).append(UsageLogTest.call(1, ""));
              interrupted.set(Thread.currentThread().isInterrupted());
              return true;
            });
    Thread thread = new Thread(appending);
    thread.start();
    // The second one comes when the first has closed the channel, and the lock is asked for anew.
    for (int i = 0; i < 2; i++) {
      awaitLock(thread);
      thread.interrupt();
      awaitUntil("the interrupt is seen", () -> !thread.isInterrupted());
    }
    awaitLock(thread);
    assertFalse(appending.isDone());
    holder.getOutputStream().close();
    assertTrue(appending.get(SECONDS, TimeUnit.SECONDS));
    assertTrue(interrupted.get(), "the flag is lost");
    assertEquals(1, whole(file).size());
  }

  private static void awaitLock(Thread thread) throws Exception {
    awaitUntil(
        "it waits for the lock",
        () ->
            Arrays.stream(thread.getStackTrace())
                .anyMatch(
                    frame ->
                        frame.getClassName().contains("FileDispatcherImpl")
                            && frame.getMethodName().startsWith("lock")));
  }

  private static void awaitUntil(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain until " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private Map<String, String> environment(int port) throws IOException {
    Path user = Files.createDirectories(folder.resolve("parley"));
    Files.writeString(user.resolve("prices.csv"), "openai:m,0,,1000000,USD,2026-01-01\n");
    return Map.of(
        "XDG_CONFIG_HOME", folder.toString(),
        "XDG_DATA_HOME", folder.toString(),
        "XDG_STATE_HOME", folder.toString(),
        "PARLEY_MODEL", "openai:m",
        "PARLEY_MAX_OUTPUT_TOKENS", "30",
        "PARLEY_RETRIES", "0",
        "PARLEY_BUDGET", "100 USD/month",
        "OPENAI_API_KEY", "none",
        "OPENAI_BASE_URL", "http://127.0.0.1:" + port + "/v1");
  }

  private long holds() throws IOException {
    Path holds = folder.resolve("parley/usage.csv.holds");
    if (!Files.exists(holds)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(holds)) {
      return files.count();
    }
  }

  @Test
  void processes_share_a_budget_and_what_a_killed_one_set_aside_counts() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
      Map<String, String> environment = environment(server.getLocalPort());
      List<Process> asking = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        asking.add(start(environment, "dev.parley.cli.Main", "Hello"));
      }
      List<Socket> connections = new ArrayList<>();
      try {
        // 100 dollars are enough for three answers of 30; nobody answers.
        for (int i = 0; i < 3; i++) {
          connections.add(server.accept());
        }
        int refused = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (refused < 3) {
          assertTrue(System.nanoTime() < deadline, "only " + refused + " were refused");
          for (Process process : List.copyOf(asking)) {
            if (!process.isAlive()) {
              asking.remove(process);
              String said = said(process);
              assertEquals(10, process.exitValue(), said);
              assertTrue(said.contains("90.00 USD set aside for calls under way"), said);
              refused++;
            }
          }
          asking.get(0).waitFor(10, TimeUnit.MILLISECONDS);
        }
        assertEquals(3, asking.size());
        assertEquals(3, holds());
        for (Process process : asking) {
          process.destroyForcibly();
          assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
        }
      } finally {
        for (Socket connection : connections) {
          connection.close();
        }
      }
      Process next = start(environment, "dev.parley.cli.Main", "Hello");
      assertTrue(said(next).contains("could be passed"), "after the others were killed");
      assertEquals(10, next.exitValue());
    }
  }
}

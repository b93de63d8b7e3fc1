package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.append;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Secret;
import dev.parley.store.Version;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** The builder, and what a store leaves behind. */
@Timeout(120)
class RedisStoreTest {
  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  /** What the child process runs: everything but an error writes nothing. */
  static final class OneTurn {
    private OneTurn() {}

    public static void main(String[] arguments) {
      RedisStore.Builder builder =
          RedisStore.builder().host("127.0.0.1").port(Integer.parseInt(arguments[0]));
      try (RedisStore store = builder.prefix(arguments[1]).build()) {
        Version version = begin(store, ID, "a");
        append(store, ID, version, "b");
        store.read(ID);
        store.list(Optional.empty(), 5);
        store.delete(ID);
      }
    }
  }

  @Test
  void nothing_is_printed_and_no_thread_keeps_the_process_alive() throws Exception {
    String everything =
        Stream.of("java.class.path", "jdk.module.path")
            .map(System::getProperty)
            .filter(path -> path != null && !path.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));
    // Surefire may hand over a jar that names the others; a module path and patches are of no use
    // here.
    String classes =
        new File(OneTurn.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .getPath();
    Process child =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-cp",
                    everything + File.pathSeparator + classes,
                    OneTurn.class.getName(),
                    String.valueOf(REDIS.server().port()),
                    "printed"))
            .redirectErrorStream(true)
            .start();
    try {
      assertEquals("", output(child));
      assertTrue(child.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, child.exitValue());
    } finally {
      child.destroyForcibly();
    }
  }

  private static String output(Process child) throws IOException {
    return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_store_starts_no_threads_but_the_shared_watchdog() {
    try (SharedRedis.Lease database = REDIS.lease()) {
      List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
      try (RedisStore store = database.store().build()) {
        begin(store, ID, "a");
        store.read(ID);
        List<String> more =
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.equals("parley-watchdog"))
                .toList();
        assertEquals(List.of(), more);
      }
    }
  }

  @Test
  void closing_ends_all_connections() {
    try (TestRedis server = TestRedis.start()) {
      RedisStore store = server.store().build();
      begin(store, ID, "a");
      store.close();
      Await.until(() -> clients(server) == 1);
    }
  }

  /** The one that asks is among them. */
  private static long clients(TestRedis server) {
    byte[] all = (byte[]) server.ask(0, "CLIENT", "LIST");
    return new String(all, StandardCharsets.UTF_8).lines().count();
  }

  @Test
  void more_threads_than_connections_take_turns() throws Exception {
    try (TestRedis server = TestRedis.start();
        RedisStore store = server.store().poolSize(2).poolTimeout(Duration.ofMinutes(1)).build()) {
      begin(store, ID, "a");
      ExecutorService threads = Executors.newFixedThreadPool(16);
      List<Future<List<String>>> reads = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        reads.add(threads.submit(() -> texts(store.tail(ID, 1))));
      }
      for (Future<List<String>> read : reads) {
        assertEquals(List.of("a"), read.get(1, TimeUnit.MINUTES));
      }
      threads.shutdown();
      assertTrue(clients(server) <= 3, "connections: " + clients(server));
    }
  }

  @Test
  void a_builder_refuses_what_cannot_be() {
    RedisStore.Builder builder = RedisStore.builder();
    for (Executable wrong :
        List.<Executable>of(
            () -> builder.host(" "),
            () -> builder.port(0),
            () -> builder.port(65_536),
            () -> builder.database(-1),
            () -> builder.prefix(""),
            () -> builder.prefix("a{b"),
            () -> builder.prefix("\n"),
            () -> builder.prefix("\ud800"),
            () -> builder.timeToLive(Duration.ZERO),
            () -> builder.connectTimeout(Duration.ZERO),
            () -> builder.answerTimeout(Duration.ofNanos(1)),
            () -> builder.poolTimeout(Duration.ofDays(2)),
            () -> builder.poolSize(0),
            () -> RedisStore.builder().user("alice").build())) {
      assertThrows(IllegalArgumentException.class, wrong);
    }
    builder.password(Secret.of("hunter2")).user("alice").host("::1").build().close();
  }
}

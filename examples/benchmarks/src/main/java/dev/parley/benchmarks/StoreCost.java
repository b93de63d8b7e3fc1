package dev.parley.benchmarks;

import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.embedded.RedisServer;

/**
 * What a turn costs a store, in a conversation that is short and in one that is long: both cost the
 * same. A measurement is of {@link #BATCH} operations, in conversations taken in turns, so that a
 * short one stays short.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 15, batchSize = StoreCost.BATCH)
@Measurement(iterations = 10, batchSize = StoreCost.BATCH)
@Fork(2)
public class StoreCost {
  static final int BATCH = 200;

  /** Each gets ten turns in a batch. */
  private static final int CONVERSATIONS = 20;

  private static final int WINDOW = 20;

  /** Where the conversations are kept; {@code file:} forces each append to the disk. */
  @Param({"memory:", "file:", "file:?fsync=never", "redis:"})
  public String store = "memory:";

  /** How many messages each conversation has. */
  @Param({"20", "10000"})
  public int messages = 20;

  private final List<ConversationId> ids = new ArrayList<>();
  private final List<Version> versions = new ArrayList<>();
  private final List<Entry> turn = turn();
  private @Nullable Path folder;
  private @Nullable RedisServer redis;
  private ConversationStore opened = ConversationStores.open("memory:");
  private boolean grown = true;
  private int next;

  private static List<Entry> turn() {
    Entry said = Entry.of(Message.user("What is the weather like in Zürich today?"), Instant.EPOCH);
    Entry answer = Entry.of(Message.assistant("Sunny. ".repeat(40)), Instant.EPOCH);
    return List.of(said, answer);
  }

  /** Opens the store, and begins one conversation to make the others of. */
  @Setup
  public void open() throws IOException {
    opened.close();
    opened = ConversationStores.open(address());
    ConversationId base = new ConversationId("base");
    Version version = Version.NONE;
    while (version.length() < messages) {
      version = opened.append(base, version, AppendId.random(), turn).version();
    }
  }

  private String address() throws IOException {
    if (store.startsWith("file:")) {
      folder = Files.createTempDirectory("parley-benchmark");
      return "file:" + folder + "/store" + store.substring("file:".length());
    } else if (store.equals("redis:")) {
      int port = freePort();
      redis =
          RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
      redis.start();
      return "redis://127.0.0.1:" + port;
    }
    return store;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Conversations of the size that is measured, whose files have been read once; anew when they
   * have grown.
   */
  @Setup(Level.Iteration)
  public void begin() {
    if (!grown) {
      return;
    }
    grown = false;
    ids.forEach(opened::delete);
    ids.clear();
    versions.clear();
    for (int i = 0; i < CONVERSATIONS; i++) {
      ConversationId id = new ConversationId("conversation " + i);
      ids.add(id);
      Version fork = opened.fork(new ConversationId("base"), messages, id);
      versions.add(opened.append(id, fork, AppendId.random(), turn).version());
    }
    next = 0;
  }

  /** Closes the store, and removes what it kept. */
  @TearDown
  public void close() throws IOException {
    opened.close();
    if (redis != null) {
      redis.stop();
    }
    if (folder != null) {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  /** Keeps a turn: two messages. */
  @Benchmark
  public void append() {
    grown = true;
    int place = next();
    Version version = versions.get(place);
    versions.set(place, opened.append(ids.get(place), version, AppendId.random(), turn).version());
  }

  /** Reads the last 20 messages. */
  @Benchmark
  public Transcript tail() {
    return opened.tail(ids.get(next()), WINDOW);
  }

  private int next() {
    next = (next + 1) % CONVERSATIONS;
    return next;
  }
}

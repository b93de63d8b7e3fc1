package dev.parley.store.redis;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One Redis for all tests of a JVM, of which each test gets a database of its own. */
final class SharedRedis implements BeforeAllCallback {
  private static final Namespace HERE = Namespace.create(SharedRedis.class);
  private static final int DATABASES = 64;

  /** The server, until the last test has ended. */
  private static final class Running implements AutoCloseable {
    private final TestRedis server = TestRedis.start();
    private final BlockingQueue<Integer> free = new ArrayBlockingQueue<>(DATABASES);

    private Running() {
      IntStream.range(1, DATABASES).forEach(free::add);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(HERE)
            .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class);
  }

  TestRedis server() {
    return running.server;
  }

  /** A database that nobody else uses, empty. */
  Lease lease() {
    try {
      Integer database = running.free.poll(1, TimeUnit.MINUTES);
      if (database == null) {
        throw new IllegalStateException("No database is free");
      }
      return new Lease(running, database);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** A database, until it is closed. */
  static final class Lease implements AutoCloseable {
    private final Running running;
    private final int database;

    private Lease(Running running, int database) {
      this.running = running;
      this.database = database;
    }

    int database() {
      return database;
    }

    RedisStore.Builder store() {
      return running.server.store().database(database);
    }

    Object ask(String command, Object... arguments) {
      return running.server.ask(database, command, arguments);
    }

    @Override
    public void close() {
      ask("FLUSHDB");
      running.free.add(database);
    }
  }
}

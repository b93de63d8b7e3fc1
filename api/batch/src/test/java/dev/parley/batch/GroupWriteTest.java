package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupWriteTest {

  /** The first write is held until all others have come. */
  @Test
  void lines_that_come_during_a_write_share_the_next() throws Exception {
    int others = 9;
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> writes = new ArrayList<>();
    LogFile log =
        new LogFile(
            new LogFile.Target() {
              @Override
              public void write(byte[] bytes) {
                writing.countDown();
                try {
                  assertTrue(release.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                writes.add(new String(bytes, StandardCharsets.UTF_8));
              }

              @Override
              public void close() {}
            });
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> appends = new ArrayList<>();
      appends.add(threads.submit(() -> append(log, "0")));
      assertTrue(writing.await(30, TimeUnit.SECONDS));
      for (int i = 1; i <= others; i++) {
        String line = String.valueOf(i);
        appends.add(threads.submit(() -> append(log, line)));
      }
      awaitWaiting(log, others);
      release.countDown();
      for (Future<?> append : appends) {
        append.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(2, writes.size());
    assertEquals("0", writes.get(0));
    assertEquals(others, writes.get(1).length());
  }

  /** As an encoder out of memory would, or a target of the caller's own. */
  @Test
  void who_waits_for_a_write_that_fails_unchecked_is_told() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    LogFile log =
        new LogFile(
            new LogFile.Target() {
              @Override
              public void write(byte[] bytes) {
                writing.countDown();
                try {
                  assertTrue(release.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                throw new IllegalStateException("no room");
              }

              @Override
              public void close() {}
            });
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<?> first = threads.submit(() -> append(log, "0"));
      assertTrue(writing.await(30, TimeUnit.SECONDS));
      Future<?> second = threads.submit(() -> append(log, "1"));
      awaitWaiting(log, 1);
      release.countDown();
      assertInstanceOf(IllegalStateException.class, failure(first));
      assertInstanceOf(IOException.class, failure(second));
      assertInstanceOf(IOException.class, failure(threads.submit(() -> append(log, "2"))));
      log.close();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitWaiting(LogFile log, int lines) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (log.waiting() < lines) {
      assertTrue(System.nanoTime() < deadline, () -> "only " + log.waiting() + " lines wait");
      Thread.onSpinWait();
    }
  }

  private static Throwable failure(Future<?> append) {
    return assertThrows(ExecutionException.class, () -> append.get(30, TimeUnit.SECONDS))
        .getCause();
  }

  private static Void append(LogFile log, String line) throws Exception {
    log.append(line.getBytes(StandardCharsets.UTF_8));
    return null;
  }
}

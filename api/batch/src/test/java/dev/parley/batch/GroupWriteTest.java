package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
      while (log.waiting() < others) {
        Thread.onSpinWait();
      }
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

  private static Void append(LogFile log, String line) throws Exception {
    log.append(line.getBytes(StandardCharsets.UTF_8));
    return null;
  }
}

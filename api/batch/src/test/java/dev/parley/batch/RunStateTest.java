package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunStateTest {
  private final RunState state = new RunState(2, OptionalLong.empty(), Sleeper.virtual());

  private RowTask failed(String id) {
    BatchRow row = BatchRow.of(id, ChatRequest.of(id));
    RowTask task = new RowTask(row, Lines.MODEL, "", Instant.EPOCH);
    state.again(task, Duration.ofMinutes(1));
    return task;
  }

  /** Four rows wait, as many as may; one of two calls is made when the first of them begins. */
  @Test
  void a_row_that_leaves_a_full_queue_makes_room_for_the_next_of_the_input() throws Exception {
    List<RowTask> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(failed("r" + i));
    }
    CountDownLatch wanted = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              if (state.awaitWanted()) {
                wanted.countDown();
              }
            });
    reader.setDaemon(true);
    reader.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (reader.getState() != Thread.State.WAITING) {
      assertTrue(System.nanoTime() < deadline, () -> "the reader is " + reader.getState());
      Thread.onSpinWait();
    }
    assertEquals(1, wanted.getCount());

    assertTrue(state.begin(waiting.get(0)).isPresent());

    assertTrue(wanted.await(10, TimeUnit.SECONDS), "no row is read");
  }
}

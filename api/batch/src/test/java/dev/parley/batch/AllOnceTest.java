package dev.parley.batch;

import static dev.parley.batch.Lines.read;
import static dev.parley.batch.Lines.rows;
import static dev.parley.batch.Lines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many rows at once, of a model that fails at random, in virtual time. */
@Timeout(120)
class AllOnceTest {
  private static final int ROWS = 400;
  private static final int MOST = 16;

  @TempDir Path folder;

  private final Sleeper time = Sleeper.virtual();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch besides = new CountDownLatch(1);
  private final AtomicInteger answered = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void every_row_is_answered_once_whatever_fails(long seed) throws Exception {
    Random random = new Random(seed);
    MockChatModel model =
        MockChatModel.builder().otherwise(request -> counted(request, random)).build();
    Batch batch = Batch.builder(model).concurrency(MOST).attempts(1_000).sleeper(time).build();

    BatchSummary summary = run(batch, folder.resolve("out"), rows(ROWS));

    assertTrue(summary.isWhole(), summary::toString);
    assertEquals(ROWS, answered.get());
    assertTrue(most.get() <= MOST, () -> most + " ran at once");
    assertTrue(most.get() > 1, "none ran beside another");
    Map<String, String> texts = new HashMap<>();
    for (BatchResult result : read(folder.resolve("out"))) {
      assertEquals(null, texts.put(result.id(), result.text()), () -> "twice: " + result);
      assertEquals(result.id(), result.text());
    }
    assertEquals(ROWS, texts.size());
  }

  private MockReply counted(ChatRequest request, Random random) {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      if (most.get() > 1) {
        besides.countDown();
      }
      besides.await(100, TimeUnit.MILLISECONDS); // For a second one, if one is to come.
      return reply(request, random);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return reply(request, random);
    } finally {
      running.decrementAndGet();
    }
  }

  private MockReply reply(ChatRequest request, Random random) {
    int die;
    synchronized (random) {
      die = random.nextInt(10);
    }
    return switch (die) {
      case 0 ->
          MockReply.failure(
              d ->
                  new RateLimitedException(
                      "slow", d.toBuilder().retryAfter(Duration.ofSeconds(2)).build(), null));
      case 1 -> MockReply.failure(d -> new UnavailableException("down", d, null));
      case 2 ->
          MockReply.failure(
              d -> new TimedOutException("late", d, Kind.SILENCE, Duration.ofSeconds(9), null));
      case 3 -> MockReply.builder().text("cut").endWithoutFinish().build();
      default -> {
        answered.incrementAndGet();
        yield MockReply.text(request.messages().get(0).text());
      }
    };
  }
}

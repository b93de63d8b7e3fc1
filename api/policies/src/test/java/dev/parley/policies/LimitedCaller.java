package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.LimiterState.Reservation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A process that makes calls in two threads as fast as the limit in a file lets it, and says when
 * each was let through: the time that was counted, not the one when it came to say so.
 */
final class LimitedCaller {
  private static final ThreadLocal<Instant> COUNTED = ThreadLocal.withInitial(Instant::now);

  private LimitedCaller() {}

  /** Arguments: the file, how many in a while, the while in ms, how many calls a thread makes. */
  public static void main(String[] arguments) throws InterruptedException {
    FileLimiterState file = FileLimiterState.at(Path.of(arguments[0]), LimitedCaller::read);
    RateLimit limit =
        RateLimit.builder()
            .requests(Long.parseLong(arguments[1]), Duration.ofMillis(Long.parseLong(arguments[2])))
            .state(
                shares -> {
                  Reservation reservation = file.reserve(shares);
                  if (reservation.delay().isZero()) {
                    say(COUNTED.get());
                  }
                  return reservation;
                })
            .build();
    ChatModel model =
        MockChatModel.builder().otherwise(request -> MockReply.text("a")).build().with(limit);
    int calls = Integer.parseInt(arguments[3]);
    Thread other = new Thread(() -> call(model, calls));
    other.start();
    call(model, calls);
    other.join();
  }

  private static Instant read() {
    Instant now = InstantSource.system().instant();
    COUNTED.set(now);
    return now;
  }

  private static synchronized void say(Instant at) {
    System.out.println(at);
  }

  private static void call(ChatModel model, int calls) {
    for (int i = 0; i < calls; i++) {
      model.complete(ChatRequest.of("hi"));
    }
  }
}

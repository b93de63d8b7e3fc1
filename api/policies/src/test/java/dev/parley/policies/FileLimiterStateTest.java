package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.RefusedLocallyException;
import dev.parley.mock.MockChatModel;
import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Reservation;
import dev.parley.policies.LimiterState.Share;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileLimiterStateTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Allowance TWO = new Allowance("requests-PT1S", 2, SECOND);
  private static final Allowance TOKENS = new Allowance("tokens-PT1M", 100, MINUTE);

  @TempDir private Path folder;
  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private Path file() {
    return folder.resolve("limit");
  }

  private FileLimiterState state() {
    return FileLimiterState.at(file(), () -> now);
  }

  private static Reservation ask(LimiterState state, Allowance allowance, long amount) {
    return state.reserve(List.of(new Share(allowance, amount)));
  }

  private static boolean granted(LimiterState state, Allowance allowance, long amount) {
    return ask(state, allowance, amount).delay().isZero();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void instances_of_one_file_share_what_is_left() {
    assertTrue(granted(state(), TWO, 1));
    assertTrue(granted(state(), TWO, 1));
    assertFalse(granted(state(), TWO, 1));
  }

  @Test
  void tells_when_there_is_room_again() {
    FileLimiterState state = state();
    assertTrue(granted(state, TWO, 2));
    Duration delay = ask(state, TWO, 1).delay();
    assertTrue(delay.compareTo(SECOND) >= 0, delay::toString);
    assertTrue(delay.compareTo(SECOND.plusMillis(17)) <= 0, delay::toString);
    pass(delay.minusNanos(1));
    assertFalse(granted(state, TWO, 1));
    pass(Duration.ofNanos(1));
    assertTrue(granted(state, TWO, 1));
  }

  @Test
  void all_shares_are_taken_or_none() {
    FileLimiterState state = state();
    assertTrue(state.reserve(List.of(new Share(TWO, 1), new Share(TOKENS, 90))).delay().isZero());
    assertFalse(state.reserve(List.of(new Share(TWO, 1), new Share(TOKENS, 11))).delay().isZero());
    assertTrue(state.reserve(List.of(new Share(TWO, 1), new Share(TOKENS, 10))).delay().isZero());
  }

  @Test
  void what_was_not_used_is_there_for_others() {
    Reservation taken = ask(state(), TOKENS, 100);
    assertFalse(granted(state(), TOKENS, 1));
    taken.settle(List.of(new Share(TOKENS, 60)));
    assertTrue(granted(state(), TOKENS, 40));
    assertFalse(granted(state(), TOKENS, 1));
  }

  @Test
  void what_was_used_beyond_is_taken_from_others() {
    ask(state(), TOKENS, 10).settle(List.of(new Share(TOKENS, 150)));
    assertFalse(granted(state(), TOKENS, 1));
    pass(MINUTE.plusSeconds(1));
    assertTrue(granted(state(), TOKENS, 100));
  }

  @Test
  void limits_of_one_while_are_one_and_the_strictest() {
    FileLimiterState state = state();
    Share wide = new Share(new Allowance(TWO.name(), 9, SECOND), 1);
    Share narrow = new Share(TWO, 1);
    assertTrue(state.reserve(List.of(wide, narrow)).delay().isZero());
    assertTrue(state.reserve(List.of(wide, narrow)).delay().isZero());
    assertFalse(state.reserve(List.of(wide, narrow)).delay().isZero());
  }

  @Test
  void a_policy_waits_for_what_another_process_has_taken() {
    RecordedTime time = new RecordedTime();
    Instant start = now;
    FileLimiterState timed = FileLimiterState.at(file(), () -> start.plusNanos(time.nanoTime()));
    MockChatModel mock = MockChatModel.builder().reply("a").build();
    ChatModel model =
        mock.with(RateLimit.builder().requests(2, SECOND).state(timed).sleeper(time).build());
    assertTrue(granted(state(), TWO, 2)); // The other one.
    model.complete(ChatRequest.of("hi"));
    assertEquals(1, time.waits().size());
    assertTrue(time.passed().compareTo(SECOND) >= 0, time.passed()::toString);
  }

  @Test
  void a_policy_refuses_what_would_wait_for_too_long() {
    assertTrue(granted(state(), TWO, 2));
    RateLimit limit = RateLimit.builder().requests(2, SECOND).state(state()).mostWaiting(0).build();
    ChatModel model = MockChatModel.builder().reply("a").build().with(limit);
    assertThrows(RefusedLocallyException.class, () -> model.complete(ChatRequest.of("hi")));
  }

  @Test
  void a_link_to_nothing_is_told_as_such() throws IOException {
    Path nothing = folder.resolve("nothing");
    Files.createSymbolicLink(file(), nothing);
    ConfigurationException e = assertThrows(ConfigurationException.class, this::state);
    assertEquals(Kind.UNUSABLE_FILE, e.kind());
    assertTrue(e.getMessage().contains("is a symbolic link to a file that is missing"));
    Files.createFile(nothing);
    assertTrue(granted(state(), TWO, 1));
  }

  @Test
  void a_while_that_no_clock_can_count_is_refused() {
    Duration century = Duration.ofDays(36_500);
    FileLimiterState state = state();
    Allowance longest = new Allowance("requests", 1, century);
    assertTrue(granted(state, longest, 1));
    Duration delay = ask(state, longest, 1).delay();
    assertTrue(delay.compareTo(century) >= 0, delay::toString);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> RateLimit.builder().requests(1, Duration.ofDays(400_000)));
    assertTrue(e.getMessage().contains("36,500 days"), e.getMessage());
  }

  // The clock

  @Test
  void a_clock_set_back_lets_nothing_through_and_keeps_nobody_for_longer_than_a_while() {
    FileLimiterState state = state();
    assertTrue(granted(state, TWO, 2));
    pass(Duration.ofDays(-400));
    Duration delay = ask(state, TWO, 1).delay();
    assertTrue(delay.compareTo(SECOND) >= 0, delay::toString);
    assertTrue(delay.compareTo(Duration.ofMillis(1_034)) <= 0, delay::toString);
    pass(delay);
    assertTrue(granted(state, TWO, 2));
    assertFalse(granted(state, TWO, 1));
  }

  @Test
  void what_is_given_back_after_the_clock_was_set_back_stays_counted() {
    FileLimiterState state = state();
    Reservation taken = ask(state, TOKENS, 100);
    pass(Duration.ofHours(-1));
    assertFalse(granted(state, TOKENS, 1));
    taken.settle(List.of(new Share(TOKENS, 1)));
    assertFalse(granted(state, TOKENS, 1));
  }

  // Different settings

  @Test
  void of_different_amounts_the_smaller_holds_for_all() {
    Allowance more = new Allowance(TWO.name(), 5, SECOND);
    FileLimiterState state = state();
    assertTrue(granted(state, TWO, 1));
    assertTrue(granted(state(), more, 1));
    assertFalse(granted(state(), more, 1));
  }

  @Test
  void an_amount_that_nobody_asks_for_any_more_holds_no_longer() {
    Allowance more = new Allowance(TWO.name(), 5, SECOND);
    assertTrue(granted(state(), TWO, 1));
    Duration delay = ask(state(), more, 5).delay();
    assertEquals(SECOND, delay);
    pass(delay.plusMillis(17));
    assertTrue(granted(state(), more, 5));
  }

  @Test
  void other_whiles_are_refused_as_long_as_something_is_counted() {
    Allowance slow = new Allowance("requests-PT1M", 9, MINUTE);
    assertTrue(granted(state(), TWO, 1));
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> granted(state(), slow, 1));
    assertEquals(Kind.UNUSABLE_FILE, e.kind());
    assertTrue(e.getMessage().contains("[requests-PT1S], not for [requests-PT1M]"), e::getMessage);
    assertTrue(granted(state(), TWO, 1), "the first may go on");
    pass(SECOND.multipliedBy(2));
    assertTrue(granted(state(), slow, 1));
  }

  @Test
  void more_limits_than_there_is_room_for_are_refused() {
    List<Share> many = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      many.add(new Share(new Allowance("a" + i, 1, SECOND), 1));
    }
    FileLimiterState state = state();
    assertThrows(ConfigurationException.class, () -> state.reserve(many));
    assertTrue(granted(state, TWO, 1));
  }

  // The file

  @Test
  void the_file_and_its_folder_are_the_owners() throws IOException {
    Path below = folder.resolve("a/b/limit");
    FileLimiterState state = FileLimiterState.at(below, () -> now);
    assertEquals(below, state.file());
    if (Files.getFileStore(below).supportsFileAttributeView("posix")) {
      assertEquals("rw-------", permissions(below));
      assertEquals("rwx------", permissions(folder.resolve("a")));
      assertEquals("rwx------", permissions(folder.resolve("a/b")));
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void a_file_that_is_removed_or_emptied_starts_from_the_beginning() throws IOException {
    FileLimiterState state = state();
    assertTrue(granted(state, TWO, 2));
    Files.delete(file());
    assertTrue(granted(state, TWO, 2), "removed");
    assertFalse(granted(state(), TWO, 1), "the new file is shared");
    Files.write(file(), new byte[0]);
    assertTrue(granted(state, TWO, 2), "emptied");
    assertFalse(granted(state(), TWO, 1));
  }

  @Test
  void what_was_taken_of_a_removed_file_is_not_given_back_to_the_next() throws IOException {
    FileLimiterState state = state();
    Reservation old = ask(state, TOKENS, 100);
    Files.delete(file());
    assertTrue(granted(state, TOKENS, 100));
    old.settle(List.of(new Share(TOKENS, 0)));
    assertFalse(granted(state, TOKENS, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alias ll='ls -l'\n", "\0", "parley limits 2\n", "Q"})
  void a_file_of_another_kind_is_refused_and_left_alone(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(file(), bytes);
    ConfigurationException e = assertThrows(ConfigurationException.class, this::state);
    assertEquals(Kind.UNUSABLE_FILE, e.kind());
    assertTrue(e.getMessage().contains(file().toString()), e::getMessage);
    assertFalse(e.getMessage().contains("alias"), e::getMessage);
    assertArrayEquals(bytes, Files.readAllBytes(file()));
  }

  @Test
  void what_the_system_refuses_is_told_with_its_reason() throws IOException {
    Path noFolder = Files.createFile(folder.resolve("file")).resolve("limit");
    for (Path wrong : List.of(noFolder, folder)) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> FileLimiterState.at(wrong));
      assertEquals(Kind.UNUSABLE_FILE, e.kind());
      assertTrue(e.getMessage().contains(wrong.toString()), e::getMessage);
      assertTrue(e.getCause() instanceof IOException, e::toString);
    }
  }

  @Test
  void a_call_that_is_settled_when_the_file_cannot_be_used_keeps_its_answer() throws IOException {
    FileLimiterState state = state();
    Reservation taken = ask(state, TOKENS, 100);
    byte[] before = Files.readAllBytes(file());
    Files.writeString(file(), "something else");
    taken.settle(List.of(new Share(TOKENS, 60)));
    assertEquals("something else", Files.readString(file()));
    Files.write(file(), before);
    assertTrue(granted(state, TOKENS, 40), "it is settled by the next call");
    assertFalse(granted(state, TOKENS, 1));
  }

  // Threads

  @Test
  void an_interrupted_thread_keeps_its_flag_and_spoils_nothing() {
    FileLimiterState state = state();
    Thread.currentThread().interrupt();
    assertTrue(granted(state, TWO, 1));
    assertTrue(Thread.interrupted(), "the flag is lost");
    assertTrue(granted(state, TWO, 1));
    assertFalse(granted(state, TWO, 1));
  }

  @Test
  void threads_with_instances_and_names_of_their_own_take_no_more_than_there_is() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("other-name"), file());
    Allowance fifty = new Allowance("requests-PT1M", 50, MINUTE);
    FileLimiterState first = state();
    FileLimiterState second = FileLimiterState.at(link, () -> now);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> taken = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        FileLimiterState own = i % 2 == 0 ? first : second;
        Callable<Integer> asking =
            () -> {
              int got = 0;
              for (int asked = 0; asked < 20; asked++) {
                got += granted(own, fifty, 1) ? 1 : 0;
              }
              return got;
            };
        taken.add(threads.submit(asking));
      }
      int sum = 0;
      for (Future<Integer> each : taken) {
        sum += each.get(60, TimeUnit.SECONDS);
      }
      assertEquals(50, sum);
    } finally {
      threads.shutdownNow();
    }
  }
}

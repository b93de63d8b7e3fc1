package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderFailureTest {

  private static final int LIMIT = 20;

  @ParameterizedTest(name = "reads of {0}")
  @ValueSource(ints = {1, 3, Integer.MAX_VALUE})
  void a_line_may_be_as_long_as_the_limit_and_no_longer(int readSize) throws IOException {
    String line = "data: 45678901234567";
    assertEquals(LIMIT, line.length());
    SseOutcome tooLong = outcome(line + "8\n\n", readSize);
    assertTrue(tooLong.overLimit());
    assertEquals(List.of(), tooLong.events());
    assertTrue(outcome("foo: " + line, readSize).overLimit());

    SseOutcome fits = outcome("data: a\n\n" + line + "\r\n\r\n", readSize);
    assertFalse(fits.overLimit());
    assertEquals(2, fits.events().size());
    assertEquals("45678901234567", fits.events().get(1).data());
  }

  @ParameterizedTest(name = "reads of {0}")
  @ValueSource(ints = {1, 3, Integer.MAX_VALUE})
  void the_lines_of_an_event_count_together(int readSize) throws IOException {
    assertFalse(outcome("data:234567\ndata:2345678\n\n", readSize).overLimit());
    assertTrue(outcome("data:234567\ndata:23456789abc\n\n", readSize).overLimit());
    assertFalse(outcome("data:234567\n\ndata:23456789abc\n\n", readSize).overLimit());
    assertTrue(outcome("data:1\n".repeat(20) + "\n", readSize).overLimit());
  }

  @ParameterizedTest(name = "limit {0}")
  @ValueSource(ints = {1, 2, 3})
  void a_byte_order_mark_does_not_count(int limit) throws IOException {
    byte[] body = "\uFEFFx\n:comment\n".getBytes(StandardCharsets.UTF_8);
    for (int capacity = 1; capacity < 10; capacity++) {
      SseReader reader = new SseReader(CutSource.every(1, body), limit, capacity);
      assertFalse(SseOutcome.of(reader).overLimit(), "capacity " + capacity);
    }
  }

  @Test
  void the_limit_is_told_and_the_failure_stays() throws IOException {
    SseReader reader = reader("data: a\n\ndata: 456789012345678\n\n", Integer.MAX_VALUE);

    assertTrue(reader.next());
    for (int i = 0; i < 3; i++) {
      assertEquals(LIMIT, assertThrows(SseLimitExceededException.class, reader::next).limitBytes());
      assertThrows(IllegalStateException.class, reader::data);
    }
  }

  @Test
  void an_endless_line_fails_before_memory_grows_much_beyond_the_limit() {
    int[] mostAsked = {0};
    ByteSource endless =
        (into, offset, length) -> {
          mostAsked[0] = Math.max(mostAsked[0], offset + length);
          Arrays.fill(into, offset, offset + length, (byte) 'x');
          return length;
        };
    SseReader reader = new SseReader(endless, 100_000);

    assertThrows(SseLimitExceededException.class, reader::next);
    assertTrue(mostAsked[0] <= 100_000 + 8192, "buffer of " + mostAsked[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, SseReader.MAX_LIMIT_BYTES + 1, Integer.MAX_VALUE})
  void a_senseless_limit_is_refused(int limit) {
    CutSource source = CutSource.whole(new byte[0]);

    assertThrows(IllegalArgumentException.class, () -> new SseReader(source, limit));
  }

  @Test
  void a_failure_of_the_source_passes_through_and_gives_no_half_event() throws IOException {
    String body = "id: 1\ndata: a\n\nid: 2\ndata: b\ndata: c\n\n";
    for (int failAt = 0; failAt <= body.length(); failAt++) {
      IOException failure = new IOException("connection reset");
      FailsOnce source = new FailsOnce(body.substring(0, failAt), failure, body.substring(failAt));
      SseReader reader = new SseReader(source, LIMIT);
      int before = 0;
      try {
        while (reader.next()) {
          before++;
        }
      } catch (IOException e) {
        assertSame(failure, e);
      }
      assertTrue(source.failed);
      assertEquals((failAt < 15 ? 0 : 1) + (failAt < body.length() ? 0 : 1), before);
      assertEquals(List.of("", "1", "2").get(before), reader.id());
      assertThrows(IllegalStateException.class, reader::data);

      int after = SseOutcome.of(reader).events().size();
      assertEquals(2, before + after, "nothing is lost if the source can be read on");
      assertEquals("2", reader.id());
    }
  }

  @Test
  void without_an_event_there_is_nothing_to_see() throws IOException {
    SseReader reader = reader("", 1);

    assertThrows(IllegalStateException.class, reader::event);
    assertFalse(reader.next());
    assertThrows(IllegalStateException.class, reader::dataBuffer);
    assertThrows(IllegalStateException.class, reader::dataStart);
    assertThrows(IllegalStateException.class, reader::dataLength);
    assertEquals("", reader.id());
    assertTrue(reader.reconnectionMillis().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void a_source_that_breaks_its_contract_is_found_out(int returned) {
    SseReader reader = new SseReader((into, offset, length) -> returned, LIMIT);

    assertThrows(IllegalStateException.class, reader::next);
  }

  private static SseReader reader(String body, int readSize) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new SseReader(CutSource.every(readSize, bytes), LIMIT);
  }

  private static SseOutcome outcome(String body, int readSize) throws IOException {
    return SseOutcome.of(reader(body, readSize));
  }

  /** Fails between two parts of a body, as a reset connection does. */
  private static final class FailsOnce implements ByteSource {
    private final CutSource before;
    private final IOException failure;
    private final CutSource after;
    boolean failed;

    FailsOnce(String before, IOException failure, String after) {
      this.before = CutSource.whole(before.getBytes(StandardCharsets.UTF_8));
      this.failure = failure;
      this.after = CutSource.whole(after.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (failed) {
        return after.read(into, offset, length);
      }
      int count = before.read(into, offset, length);
      if (count < 0) {
        failed = true;
        throw failure;
      }
      return count;
    }
  }
}

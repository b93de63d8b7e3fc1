package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chatcompletions.internal.SseVectors.Vector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

  private static final int LIMIT = 1 << 20;
  private static final int TEN_MEBIBYTES = 10 << 20;

  static List<Vector> vectors() {
    return SseVectors.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_read_whole(Vector vector) throws IOException {
    assertReads(vector, CutSource.whole(vector.body()), "whole");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_read_byte_by_byte(Vector vector) throws IOException {
    assertReads(vector, CutSource.every(1, vector.body()), "byte by byte");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_cut_once_anywhere(Vector vector) throws IOException {
    for (int cut = 1; cut < vector.body().length; cut++) {
      assertReads(vector, CutSource.at(vector.body(), cut), "cut at " + cut);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_cut_twice_anywhere(Vector vector) throws IOException {
    for (int one = 1; one < vector.body().length; one++) {
      for (int two = one + 1; two < vector.body().length; two++) {
        assertReads(vector, CutSource.at(vector.body(), one, two), "cut at " + one + ", " + two);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_read_through_a_buffer_that_starts_tiny(Vector vector) throws IOException {
    for (int capacity = 1; capacity <= 32; capacity++) {
      SseReader reader = new SseReader(CutSource.whole(vector.body()), LIMIT, capacity);
      assertEquals(vector.expected(), SseOutcome.of(reader), "capacity " + capacity);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_means_the_same_to_the_yardstick(Vector vector) {
    assertEquals(vector.expected(), WhatwgSse.interpret(vector.body()));
  }

  @ParameterizedTest(name = "reads of {0}")
  @ValueSource(ints = {1, 7, 8192, Integer.MAX_VALUE})
  void vector_47_ten_mebibytes_in_one_line(int readSize) throws IOException {
    byte[] body = new byte[6 + TEN_MEBIBYTES + 2];
    Arrays.fill(body, (byte) 'x');
    put("data: ", body, 0);
    put("\n\n", body, body.length - 2);
    SseReader reader = new SseReader(CutSource.every(readSize, body), 16 << 20);

    assertTrue(reader.next());
    int end = reader.dataStart() + reader.dataLength();
    byte[] data = Arrays.copyOfRange(reader.dataBuffer(), reader.dataStart(), end);
    assertArrayEquals(Arrays.copyOfRange(body, 6, body.length - 2), data);
    assertTrue(reader.dataBuffer().length <= 2 * TEN_MEBIBYTES, "more than doubled");
    assertFalse(reader.next());
  }

  @ParameterizedTest(name = "reads of {0}")
  @ValueSource(ints = {1, 7, 8192, Integer.MAX_VALUE})
  void vector_48_a_million_comments(int readSize) throws IOException {
    byte[] body = text(":\n".repeat(1_000_000) + "data: a\n\n");
    SseReader reader = new SseReader(CutSource.every(readSize, body), LIMIT);

    assertTrue(reader.next());
    assertEquals("a", reader.data());
    assertTrue(reader.dataBuffer().length <= 2048, "no more room than a fast stream has");
    assertFalse(reader.next());
  }

  @ParameterizedTest(name = "reads of {0}")
  @ValueSource(ints = {1, 7, 8192, Integer.MAX_VALUE})
  void comments_take_no_memory_inside_an_event_or_longer_than_the_limit(int readSize)
      throws IOException {
    String comments = ":\n".repeat(100_000) + ":" + "x".repeat(300_000) + "\r\n";
    byte[] body = text("data: a\n" + comments + "data: b\n" + comments + "\n");
    SseReader reader = new SseReader(CutSource.every(readSize, body), 100);

    assertTrue(reader.next());
    assertEquals("a\nb", reader.data());
    assertTrue(reader.dataBuffer().length <= 2048, "no more room than a fast stream has");
    assertFalse(reader.next());
  }

  @Test
  void only_cr_and_lf_end_a_line() throws IOException {
    for (int value = 0; value < 256; value++) {
      for (int at = 0; at < 20; at++) {
        byte[] body = text("data: " + "x".repeat(30) + "\n\n");
        body[6 + at] = (byte) value;
        SseReader reader = new SseReader(CutSource.whole(body), LIMIT);
        assertEquals(WhatwgSse.interpret(body), SseOutcome.of(reader), value + " at " + at);
      }
    }
  }

  @Test
  void every_event_is_handed_out_before_the_next_read() throws IOException {
    CutSource source = CutSource.whole(text("data: a\n\ndata: b\r\n\r\ndata: c\r\r"));
    SseReader reader = new SseReader(source, LIMIT);

    for (String data : List.of("a", "b", "c")) {
      assertTrue(reader.next());
      assertEquals(data, reader.data());
      assertEquals(1, source.reads());
    }
    assertFalse(reader.next());
    assertEquals(2, source.reads());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: a\n\n", "data: a\r\r", "data: a\r\n\r", "data: a\n\r"})
  void an_event_does_not_wait_for_a_byte_behind_its_blank_line(String body) throws IOException {
    CutSource source = CutSource.every(1, text(body + "\ndata: b\n\n"));
    SseReader reader = new SseReader(source, LIMIT);

    assertTrue(reader.next());
    assertEquals(body.length(), source.reads());
    assertEquals("a", reader.data());
    assertTrue(reader.next());
    assertEquals("b", reader.data());
  }

  @Test
  void the_end_of_the_body_is_asked_for_once() throws IOException {
    CutSource source = CutSource.whole(new byte[0]);
    SseReader reader = new SseReader(source, LIMIT);

    assertFalse(reader.next());
    assertFalse(reader.next());
    assertEquals(1, source.reads());
  }

  @Test
  void data_of_one_line_lies_where_it_was_read() throws IOException {
    SseReader reader = new SseReader(CutSource.whole(text("data: a\n\ndata: bc\n\n")), LIMIT);

    assertTrue(reader.next());
    byte[] buffer = reader.dataBuffer();
    assertEquals(6, reader.dataStart());
    assertEquals(1, reader.dataLength());
    assertTrue(reader.next());
    assertSame(buffer, reader.dataBuffer());
    assertEquals(15, reader.dataStart());
    assertEquals(2, reader.dataLength());
  }

  @Test
  void a_type_that_repeats_is_the_same_string() throws IOException {
    SseReader reader =
        new SseReader(CutSource.whole(text("event: x\ndata\n\nevent: x\ndata\n\n")), LIMIT);

    assertTrue(reader.next());
    String first = reader.event();
    assertTrue(reader.next());
    assertSame(first, reader.event());
  }

  @Test
  void an_input_stream_is_a_source() throws IOException {
    SseReader reader = new SseReader(new ByteArrayInputStream(text("data: a\n\n"))::read, LIMIT);

    assertTrue(reader.next());
    assertEquals("a", reader.data());
    assertFalse(reader.next());
  }

  private static void assertReads(Vector vector, ByteSource source, String how) throws IOException {
    assertEquals(vector.expected(), SseOutcome.of(new SseReader(source, LIMIT)), how);
  }

  private static void put(String text, byte[] into, int at) {
    System.arraycopy(text(text), 0, into, at, text.length());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_stream_that_comes_fast_is_read_in_large_pieces() throws IOException {
    byte[] body = text("data: 0123456789\n\n".repeat(10_000));
    CutSource source = CutSource.whole(body);
    SseReader reader = new SseReader(source, LIMIT);
    while (reader.next()) {
      assertEquals(10, reader.dataLength());
    }
    assertTrue(source.reads() < 2 + body.length / 1_500, source.reads() + " reads");
  }

  @Test
  void a_stream_that_waits_between_its_events_is_read_into_little_room() throws IOException {
    String event = "data: " + "x".repeat(340) + "\n\n";
    SseReader reader = new SseReader(CutSource.every(event.length(), text(event.repeat(9))), LIMIT);
    while (reader.next()) {
      assertTrue(reader.dataBuffer().length <= 512, () -> reader.dataBuffer().length + " bytes");
    }
  }
}

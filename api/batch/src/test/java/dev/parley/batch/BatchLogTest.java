package dev.parley.batch;

import static dev.parley.batch.Lines.outcomes;
import static dev.parley.batch.Lines.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLogTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out.jsonl");
  }

  private static BatchResult ok(String id, Part... content) {
    return BatchResult.builder(id, BatchOutcome.OK)
        .line(7)
        .fingerprint(Fingerprint.of(id))
        .model(Lines.MODEL)
        .message(new AssistantMessage(List.of(content), Extras.NONE))
        .finishReason(FinishReason.STOP)
        .usage(Usage.reported().input(3).output(4).cachedInput(1).reasoning(2).build())
        .cost(new Cost(new BigDecimal("0.000120"), Currency.getInstance("EUR")))
        .attempts(2)
        .times(THEN, THEN.plusSeconds(1), THEN.plusSeconds(3))
        .latency(Duration.ofMillis(1500))
        .build();
  }

  /** Every cut costs several fsyncs, so there are few places to cut at. */
  private static BatchResult small(String id) {
    return BatchResult.builder(id, BatchOutcome.OK).times(THEN, null, THEN).build();
  }

  private static BatchResult exhausted(String id) {
    return BatchResult.builder(id, BatchOutcome.EXHAUSTED)
        .times(THEN, null, THEN)
        .error(new BatchError("unavailable", "down", OptionalInt.of(503), Optional.of("req_1")))
        .build();
  }

  private void write(BatchResult... results) throws IOException {
    try (BatchLog log = BatchLog.open(out())) {
      for (BatchResult result : results) {
        log.append(result);
      }
    }
  }

  @Test
  void a_result_is_read_as_it_was_written() throws Exception {
    Part call = new ToolCall("t1", "weather", "{\"city\": \"Rome\"}");
    write(ok("a", Part.text("Täxt\n\u2028 \"quoted\"")), ok("b", call), exhausted("c"));

    List<BatchResult> back = read(out());

    assertEquals("Täxt\n\u2028 \"quoted\"", back.get(0).text());
    assertEquals(List.of(call), back.get(1).message().orElseThrow().content());
    assertArrayEquals(ResultForm.write(ok("b", call)), ResultForm.write(back.get(1)));
    assertArrayEquals(ResultForm.write(exhausted("c")), ResultForm.write(back.get(2)));
    assertEquals(3, Files.readAllLines(out()).size());
  }

  @Test
  void a_file_cut_anywhere_gives_the_results_that_are_whole() throws Exception {
    write(small("a"), exhausted("b"), small("ç – ü"));
    byte[] whole = Files.readAllBytes(out());
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < whole.length; i++) {
      if (whole[i] == '\n') {
        ends.add(i + 1);
      }
    }
    List<String> all = List.of("a OK", "b EXHAUSTED", "ç – ü OK");
    for (int cut = 0; cut <= whole.length; cut++) {
      Path file = folder.resolve("cut-" + cut);
      Files.write(file, Arrays.copyOf(whole, cut));
      int length = cut;
      // The last line is whole, too, when nothing but its end is missing.
      int lines = (int) ends.stream().filter(end -> end - 1 <= length).count();
      int kept = lines == 0 ? 0 : ends.get(lines - 1);

      try (BatchLog log = BatchLog.open(file)) {
        assertEquals(length > kept, log.torn().isPresent(), () -> "cut at " + length);
        if (log.torn().isPresent()) {
          byte[] aside = Files.readAllBytes(log.torn().get());
          byte[] lost = Arrays.copyOfRange(whole, kept, length);
          assertArrayEquals(lost, Arrays.copyOf(aside, aside.length - 1));
        }
        log.append(small("next"));
      }

      List<String> expected = new ArrayList<>(all.subList(0, lines));
      expected.add("next OK");
      assertEquals(expected, outcomes(file), () -> "cut at " + length);
      byte[] now = Files.readAllBytes(file);
      assertArrayEquals(Arrays.copyOf(whole, kept), Arrays.copyOf(now, kept));
    }
  }

  @Test
  void a_tail_that_a_power_loss_left_blank_is_torn() throws Exception {
    write(ok("a", Part.text("one")));
    Files.write(out(), new byte[4096], StandardOpenOption.APPEND);

    try (BatchLog log = BatchLog.open(out())) {
      assertTrue(log.torn().isPresent());
      assertEquals(1, log.finished());
    }
  }

  @Test
  void a_line_within_that_is_no_result_is_refused_and_nothing_is_cut() throws Exception {
    write(ok("a", Part.text("one")));
    Files.writeString(out(), "notes\n", StandardOpenOption.APPEND);
    byte[] mine = Files.readAllBytes(out());
    Files.write(out(), ResultForm.write(ok("b", Part.text("x"))), StandardOpenOption.APPEND);

    IOException e = assertThrows(IOException.class, () -> BatchLog.open(out()));

    assertTrue(e.getMessage().startsWith("Line 2 of " + out()), e.getMessage());
    assertArrayEquals(mine, Arrays.copyOf(Files.readAllBytes(out()), mine.length));
    assertThrows(IOException.class, () -> BatchLog.open(out())); // Not taken by the first try.
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my notes",
        "my notes\n",
        "\"a prompt\"",
        "{'id':'a','prompt':'Why?'}",
        "{'id':'a','prompt':'Wh",
        "{'id': 'a', 'outcome': 'ok'",
        "{'id':'a','outcome':'ok','more':1}",
        "{'id':'a','outcome':'better','li",
        "\u0000\u0000notes",
        "{'id':'a','outco\u0000\u0000me",
      })
  void a_last_line_that_no_crash_can_have_left_is_refused_as_it_is(String quoted) throws Exception {
    String foreign = Lines.json(quoted);
    Files.writeString(out(), foreign);

    IOException e = assertThrows(IOException.class, () -> BatchLog.open(out()));

    assertTrue(e.getMessage().startsWith("Line 1 of " + out()), e.getMessage());
    assertEquals(foreign, Files.readString(out()));
    assertFalse(Files.exists(folder.resolve("out.jsonl.torn")));
    assertThrows(IOException.class, () -> read(out()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{'id':'a",
        "{'id':'a\\",
        "{'id':'a\\'','outcome':'o",
        "{'id':'a','outcome':'ok','li",
        "{'id':'a','outcome':'ok','line':1,'text':'x\u0000\u0000",
      })
  void the_beginning_of_a_line_is_torn(String quoted) throws Exception {
    Files.writeString(out(), Lines.json(quoted));

    try (BatchLog log = BatchLog.open(out())) {
      assertTrue(log.torn().isPresent());
      assertEquals(0, log.finished());
    }
    assertEquals(0, Files.size(out()));
  }

  /** Locked by its real path, so called by that too. */
  @Test
  void what_was_torn_is_beside_the_file_itself() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Files.writeString(real.resolve("out"), "{");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real.resolve("out"));

    try (BatchLog log = BatchLog.open(link)) {
      assertEquals(Optional.of(real.resolve("out.torn").toRealPath()), log.torn());
      assertThrows(IOException.class, () -> BatchLog.open(real.resolve("out")));
    }
  }

  @Test
  void one_batch_at_a_time_writes_a_file() throws Exception {
    try (BatchLog log = BatchLog.open(out())) {
      IOException e = assertThrows(IOException.class, () -> BatchLog.open(out()));
      assertTrue(e.getMessage().contains("another batch"), e.getMessage());
      assertThrows(IOException.class, () -> read(out()));
      log.append(ok("a", Part.text("x")));
    }
    assertEquals(1, read(out()).size());
  }

  @Test
  void the_file_is_the_owners_alone() throws Exception {
    write(ok("a", Part.text("x")));

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(out())));
  }

  @Test
  void what_is_no_file_is_refused() {
    assertThrows(IOException.class, () -> BatchLog.open(folder));
  }

  @Test
  void later_lines_count_and_final_ones_are_counted() throws Exception {
    write(exhausted("a"), ok("a", Part.text("x")), exhausted("b"));

    try (BatchLog log = BatchLog.open(out())) {
      assertEquals(1, log.finished());
      assertEquals(Optional.of(BatchOutcome.OK), log.index().outcome("a"));
      assertEquals(Optional.of(BatchOutcome.EXHAUSTED), log.index().outcome("b"));
    }
  }

  @Test
  void a_log_that_could_not_be_written_is_not_written_any_more() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LogFile log =
        new LogFile(
            new LogFile.Target() {
              @Override
              public void write(byte[] line) throws IOException {
                bytes.write(line, 0, 1);
                throw new IOException("disk full");
              }

              @Override
              public void close() {}
            });

    assertThrows(IOException.class, () -> log.append("ab".getBytes(StandardCharsets.UTF_8)));
    assertThrows(IOException.class, () -> log.append("cd".getBytes(StandardCharsets.UTF_8)));
    assertEquals("a", bytes.toString(StandardCharsets.UTF_8));
  }

  private static BatchResult kept(String json) {
    return BatchResult.builder("a", BatchOutcome.OK)
        .message(
            new AssistantMessage(
                List.of(Part.text("x")), Extras.NONE.withUnknownField("more", json)))
        .times(THEN, null, THEN)
        .build();
  }

  /** Whatever a provider says beside its answer, as a newer form of it may. */
  static Stream<String> valuesOfProviders() {
    return Stream.of(
        "[".repeat(199) + "]".repeat(199),
        "{\"b\":1,\"b\":2}",
        "1e9999999999",
        "1".repeat(2_000),
        "{\"" + "n".repeat(60_000) + "\":0}",
        "[1.50, \"\\u00e9 }]\"]");
  }

  @ParameterizedTest
  @MethodSource("valuesOfProviders")
  void a_value_that_a_provider_may_send_is_read_as_it_was_written(String json) throws Exception {
    BatchResult result = kept(json);

    write(result, ok("b", Part.text("y")));

    assertEquals(List.of("a OK", "b OK"), outcomes(out()));
    assertEquals(result.message(), read(out()).get(0).message());
    try (BatchLog log = BatchLog.open(out())) {
      assertEquals(2, log.finished());
    }
  }

  /** {@code parley-json} refuses what it could not read again. */
  @ParameterizedTest
  @MethodSource("valuesThatAreNone")
  void of_an_answer_that_cannot_be_written_down_whole_the_text_is_kept(String json)
      throws Exception {
    write(kept(json));

    assertEquals("x", read(out()).get(0).text());
  }

  static Stream<String> valuesThatAreNone() {
    return Stream.of("[".repeat(500) + "]".repeat(500), "no JSON");
  }

  @Test
  void half_a_character_loses_no_answer() throws Exception {
    write(ok("a", Part.text("half \ud83d of it")));

    assertEquals("half \ud83d of it", read(out()).get(0).text());
  }

  @Test
  void a_number_that_nothing_can_hold_is_told_with_its_line() throws Exception {
    Files.writeString(out(), Lines.json("{'id':'a','outcome':'ok','line':1e9999999999}\n"));

    IOException e = assertThrows(IOException.class, () -> BatchLog.open(out()));

    assertTrue(e.getMessage().startsWith("Line 1 of " + out()), e.getMessage());
  }

  @Test
  void a_second_name_of_an_open_log_is_the_same_log() throws Exception {
    Path second = folder.resolve("second.jsonl");
    try (BatchLog log = BatchLog.open(out())) {
      Files.createLink(second, out());

      IOException e = assertThrows(IOException.class, () -> BatchLog.open(second));

      assertTrue(e.getMessage().contains("another batch"), e.getMessage());
      assertThrows(IOException.class, () -> read(second));
      log.append(ok("a", Part.text("x")));
    }
    try (BatchLog log = BatchLog.open(second)) {
      assertEquals(1, log.finished());
    }
  }

  /** Of one line: it is not read to its end. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{'a':'", "{'id':'a','prompt':'"})
  @SuppressWarnings("InputStreamSlowMultibyteRead") // It is read byte by byte.
  void a_large_file_that_is_no_log_is_not_read_into_memory(String quoted) throws Exception {
    byte[] begun = Lines.json(quoted).getBytes(StandardCharsets.UTF_8);
    AtomicLong given = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            long at = given.getAndIncrement();
            assertTrue(at < 1 << 22, "it reads on");
            return at < begun.length ? begun[(int) at] : 'x';
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            for (int i = 0; i < length; i++) {
              to[offset + i] = (byte) read();
            }
            return length;
          }
        };

    assertThrows(UnreadableRow.class, () -> new CountedLines(endless).next());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a','outcome':'ok','queued':'2026-01-02T03:04:05Z','ended':'2026-01-02T03:04:05Z'",
        "{ 'id': 'a', 'outcome': 'ok', 'queued': '2026-01-02T03:04:05Z',"
            + " 'ended': '2026-01-02T03:04:05Z'",
      })
  void a_large_result_is_read_also_when_it_was_written_again(String quoted) throws Exception {
    String text = "t".repeat(3 << 20);
    Files.writeString(out(), Lines.json(quoted + ",'text':'" + text + "'}\n"));

    assertEquals(text, read(out()).get(0).text());
  }

  @Test
  void what_was_finished_at_the_beginning_stays_so_many() throws Exception {
    write(BatchResult.builder("a", BatchOutcome.REFUSED).times(THEN, null, THEN).build());

    try (BatchLog log = BatchLog.open(out())) {
      log.index().record(BatchResult.builder("a", BatchOutcome.INVALID).build());
      assertEquals(1, log.finished());
    }
  }
}

package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what a server logs. */
class ServerLogTest {
  private static final Secret KEY = Secret.of("0123456789abcdef");

  private static ServerLog read(InputStream output) {
    ServerLog log = new ServerLog(output, KEY);
    log.run();
    return log;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ServerLog read(String text) {
    return read(bytes(text));
  }

  @ParameterizedTest
  @CsvSource({
    "'0.00.014.008 I srv  llama_server: listening on http://127.0.0.1:39419', 39419",
    "'main: server is listening on http://127.0.0.1:8080 - starting the main loop', 8080",
    "'main: HTTP server is listening, hostname: 127.0.0.1, port: 36345, http threads: 7', 36345"
  })
  void the_address_is_found_in_every_form(String line, int port) throws Exception {
    ServerLog log = read("loading\n" + line + "\nmore\n");
    assertEquals(URI.create("http://127.0.0.1:" + port), log.address().get());
  }

  @Test
  void the_first_address_counts() throws Exception {
    ServerLog log =
        read("listening on http://127.0.0.1:1001\nlistening on http://127.0.0.1:1002\n");
    assertEquals(1001, log.address().get().getPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "error: invalid argument\n",
        "listening on http://0.0.0.0:8080\n",
        "listening on unix:///tmp/x.sock\n"
      })
  void a_log_that_ends_without_an_address_says_so(String text) {
    ServerLog log = read(text);
    ExecutionException e = assertThrows(ExecutionException.class, () -> log.address().get());
    assertTrue(Llama.message(e.getCause()).contains("without an address"), e::toString);
  }

  @Test
  void a_log_that_says_nothing_has_a_tail_all_the_same() {
    assertEquals("(it logged nothing)", read("").tail());
  }

  @Test
  void the_last_twenty_lines_are_kept() {
    String text =
        IntStream.rangeClosed(1, 1000)
            .mapToObj(i -> "line " + i + "\n")
            .collect(Collectors.joining());
    assertEquals(
        IntStream.rangeClosed(981, 1000).mapToObj(i -> "line " + i).toList(),
        read(text).tail().lines().toList());
  }

  @Test
  void a_long_line_is_cut() {
    String tail = read("x".repeat(300) + "y".repeat(100_000) + "\nlast").tail();
    assertEquals("x".repeat(300) + "…\nlast", tail);
  }

  @Test
  void a_line_of_the_longest_length_stays_whole() {
    assertEquals("x".repeat(300), read("x".repeat(300)).tail());
  }

  @Test
  void the_key_is_masked_wherever_it_stands() {
    String text = "key " + KEY.reveal() + ", again " + KEY.reveal() + "\n";
    String tail = read(text + "x".repeat(290) + KEY.reveal()).tail();
    assertFalse(tail.contains("0123"), tail);
    assertTrue(tail.startsWith("key ***, again ***\n"), tail);
  }

  @Test
  void text_is_read_as_utf_8_and_what_is_none_does_no_harm() {
    assertEquals("Zürich", read("Zürich").tail());
    assertEquals(
        "a\uFFFDb", read(new ByteArrayInputStream(new byte[] {'a', (byte) 0xFF, 'b'})).tail());
  }

  @Test
  void a_log_that_breaks_off_keeps_what_came_and_says_so() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Stream closed");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    ServerLog log = read(new SequenceInputStream(bytes("loading\n"), broken));
    assertEquals("loading\n(its log broke off: Stream closed)", log.tail());
    assertTrue(log.address().isCompletedExceptionally());
  }
}

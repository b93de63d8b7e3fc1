package dev.parley.chatcompletions.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenedBodyTest {
  /** Servers send blanks while they have nothing to say, however many that takes. */
  @ParameterizedTest
  @CsvSource({
    "0, '{\"a\":1}', false",
    "1, '{\"a\":1}', false",
    "511, '{\"a\":1}', false",
    "512, '{\"a\":1}', false",
    "600, '{\"a\":1}', false",
    "5000, '{\"a\":1}', false",
    "5000, 'data: {}', true",
    "5000, '', true"
  })
  void blanks_before_a_body_do_not_tell_what_it_is(int blanks, String body, boolean events)
      throws IOException {
    for (String blank : new String[] {" ", "\n"}) {
      InputStream in = new ByteArrayInputStream((blank.repeat(blanks) + body).getBytes(UTF_8));
      OpenedBody opened = new OpenedBody(in::read);
      assertEquals(events, opened.isEvents(null));
      assertEquals(body, text(opened).strip());
    }
  }

  private static String text(OpenedBody opened) throws IOException {
    byte[] all = new byte[8192];
    int length = 0;
    for (int count = 0; count >= 0; count = opened.read(all, length, all.length - length)) {
      length += count;
    }
    return new String(all, 0, length, UTF_8);
  }
}

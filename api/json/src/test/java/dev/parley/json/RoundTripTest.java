package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Every value comes back as it was. A failure names the seed of the value. */
class RoundTripTest {
  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void what_is_read_is_what_was_written(@ForAll Form form, @ForAll long seed) {
    Object value = form.some(new Some(seed));
    String text = Form.write(value);
    Object read = form.read(text);

    assertEquals(Exposed.of(value), Exposed.of(read), text);
    assertEquals(text, Form.write(read));
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void what_is_written_is_one_object_on_one_line_of_utf_8(@ForAll Form form, @ForAll long seed) {
    String text = Form.write(form.some(new Some(seed)));

    assertTrue(text.startsWith("{\"v\":1,") && text.endsWith("}"), text);
    assertFalse(text.contains("\n") || text.contains("\r"), text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertEquals(text, new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void every_failure_comes_back_as_its_type() {
    ErrorDetails details =
        ErrorDetails.builder(ModelId.parse("work:m")).status(400).attempts(2).build();
    List<FailedAttempt> attempts =
        Some.failures("went wrong", details).stream()
            .map(failure -> new FailedAttempt(failure, Duration.ofMillis(5)))
            .toList();
    Completion completion =
        Completion.builder(ModelId.parse("other:m")).failedAttempts(attempts).build();

    Completion read = ParleyJson.readCompletion(ParleyJson.write(completion));

    assertEquals(Exposed.of(attempts), Exposed.of(read.failedAttempts()));
    assertEquals(
        "work:m: HTTP 400: went wrong", read.failedAttempts().get(0).failure().getMessage());
  }
}

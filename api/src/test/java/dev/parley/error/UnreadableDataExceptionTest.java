package dev.parley.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.error.UnreadableDataException.Kind;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UnreadableDataExceptionTest {
  @Test
  void the_message_says_where_and_the_fields_say_it_again() {
    UnreadableDataException e =
        new UnreadableDataException(
            Kind.WRONG_FORM, "/content/0/text", OptionalLong.of(7), "a text must be here");

    assertEquals(
        "Cannot read the JSON at /content/0/text (character 7): a text must be here",
        e.getMessage());
    assertEquals(Kind.WRONG_FORM, e.kind());
    assertEquals("/content/0/text", e.path());
    assertEquals(OptionalLong.of(7), e.offset());
  }

  @Test
  void the_whole_has_neither_path_nor_offset() {
    UnreadableDataException e =
        new UnreadableDataException(Kind.TOO_LARGE, "", OptionalLong.empty(), "too large");

    assertEquals("Cannot read the JSON at its root: too large", e.getMessage());
    assertEquals(OptionalLong.empty(), e.offset());
  }

  @Test
  void what_the_programs_own_code_threw_is_the_cause_and_not_in_the_message() {
    IllegalArgumentException cause = new IllegalArgumentException("-3 is no age");

    UnreadableDataException e =
        new UnreadableDataException(
            Kind.WRONG_FORM, "/age", OptionalLong.empty(), "refused by Person", cause);

    assertEquals(cause, e.getCause());
    assertEquals("Cannot read the JSON at /age: refused by Person", e.getMessage());
  }
}

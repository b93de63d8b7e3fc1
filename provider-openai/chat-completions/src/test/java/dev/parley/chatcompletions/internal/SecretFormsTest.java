package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in all the forms in which a server may quote them. */
class SecretFormsTest {
  private static final SecretForms FORMS = new SecretForms(List.of("a \"b\"/+\\<1", ""));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a \"b\"/+\\<1",
        "a \\\"b\\\"/+\\\\<1", // JSON
        "a \\\"b\\\"\\/+\\\\<1", // JSON of PHP
        "a+%22b%22%2F%2B%5C%3C1", // a form
        "a%20%22b%22%2F%2B%5C%3C1"
      })
  void a_secret_is_replaced_where_it_is_quoted_as_most_do(String quoted) {
    assertEquals("Bad key *** given", FORMS.hide("Bad key " + quoted + " given"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a \\\"b\\\"/+\\\\\\u003c1", // JSON of Go
        "\\u0061 \\u0022b\\u0022\\u002F\\u002b\\u005C<1",
        "a%20%22b%22/+%5C%3C1", // an address in which little is escaped
        "%61%20%22%62%22%2f+%5c<1"
      })
  void a_text_that_quotes_one_in_another_way_is_hidden_whole(String quoted) {
    assertEquals("***", FORMS.hide("Bad key " + quoted + " given"));
  }

  @Test
  void one_that_is_a_part_of_another_does_not_leave_the_rest() {
    assertEquals("*** ***", new SecretForms(List.of("key", "Basic key=")).hide("Basic key= key"));
  }

  @Test
  void all_else_is_left_as_it_is() {
    String text = "100% of {\"a\":\"\\u0041\\/%20\\\\%zz\\u12\"}";
    assertEquals(text, FORMS.hide(text));
    assertEquals("", FORMS.hide(""));
    assertEquals(text, new SecretForms(List.of()).hide(text));
  }
}

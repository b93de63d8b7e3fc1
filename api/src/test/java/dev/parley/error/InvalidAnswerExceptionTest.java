package dev.parley.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.error.InvalidAnswerException.Fault;
import dev.parley.message.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidAnswerExceptionTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");

  @Test
  void the_text_and_the_path_are_fields_and_the_text_is_not_in_the_message() {
    Completion answer =
        Completion.builder(MODEL).content(List.of(Part.text("{\"age\":\"old\"}"))).build();
    ErrorDetails details = ErrorDetails.builder(MODEL).partial(answer).build();

    ModelException e =
        new InvalidAnswerException("at /age: no", details, Fault.WRONG_FORM, "/age", null)
            .withDetails(details.toBuilder().attempts(2).build());

    InvalidAnswerException copy = assertInstanceOf(InvalidAnswerException.class, e);
    assertEquals("{\"age\":\"old\"}", copy.text());
    assertEquals("/age", copy.path());
    assertEquals(Fault.WRONG_FORM, copy.fault());
    assertEquals("fake:m: at /age: no", copy.getMessage());
    assertFalse(copy.retryable());
  }

  @Test
  void without_an_answer_there_is_no_text() {
    InvalidAnswerException e =
        new InvalidAnswerException("nothing", ErrorDetails.of(MODEL), Fault.EMPTY, "", null);

    assertEquals("", e.text());
  }
}

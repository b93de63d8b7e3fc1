package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineTextTest {
  private static final String TEXT = "beep \u0007\b\u000b\u0000 and go on";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        " Text/Plain; charset=utf-8",
        "text/csv",
        "application/json",
        "application/x-ndjson",
        "application/vnd.api+json"
      })
  void what_is_declared_as_text_may_have_control_characters(String type) {
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.of(TEXT), InlineText.of(bytes, type).map(InlineText::text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/octet-stream", "application/pdf", ""})
  void what_has_control_characters_is_binary_otherwise(String type) {
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    assertTrue(InlineText.of(bytes, type).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data:,a%07b", "data:;base64,YQdi", "data:text/plain;base64,YQdi"})
  void a_data_address_without_a_type_is_a_text(String address) {
    assertEquals(Optional.of("a\u0007b"), InlineText.ofDataAddress(address).map(InlineText::text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data:image/png,a%07b", "data:image/gif;base64,YQdi", "data:"})
  void a_data_address_of_a_picture_is_none(String address) {
    assertTrue(InlineText.ofDataAddress(address).isEmpty());
  }
}

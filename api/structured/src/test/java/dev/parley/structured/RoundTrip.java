package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

/** From values to JSON and back, and the other way round; its schema is to fit. */
final class RoundTrip {
  private final Class<?> type;
  private final JsonType<?> form;
  private final OtherOpinion opinion;

  RoundTrip(Class<?> type) {
    this.type = type;
    form = JsonType.of(type);
    opinion = new OtherOpinion(form.schema());
  }

  JsonType<?> form() {
    return form;
  }

  boolean fits(JsonNode json) {
    return opinion.fits(json);
  }

  void fromValue(long seed) {
    fromValue(form, new RandomValues(seed).value(type));
  }

  private <T> void fromValue(JsonType<T> typed, Object random) {
    @SuppressWarnings("unchecked") // It was made for that type.
    T value = (T) random;
    String json = typed.write(value);
    assertTrue(opinion.fits(json), json);
    T back = typed.read(json);
    assertEquals(value, back);
    assertEquals(OtherOpinion.tree(json), OtherOpinion.tree(typed.write(back)));
  }

  /** {@return what was read} */
  Object fromJson(long seed) {
    JsonNode json = new RandomJson(form.schema(), seed).value();
    assertTrue(opinion.fits(json), json::toString);
    assertEquals(json, rewritten(json), json::toString);
    return form.read(json.toString());
  }

  /** {@return what is read of that JSON, written down again} */
  JsonNode rewritten(JsonNode json) {
    return rewritten(form, json);
  }

  private static <T> JsonNode rewritten(JsonType<T> typed, JsonNode json) {
    return OtherOpinion.tree(typed.write(typed.read(json.toString())));
  }
}

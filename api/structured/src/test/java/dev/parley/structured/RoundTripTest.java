package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.error.UnreadableDataException;
import dev.parley.error.UnreadableDataException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Values, JSON and schemas belong together, in the eyes of an independent validator too. */
class RoundTripTest {
  private static final List<String> EDITS =
      List.of(
          "", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e9", ".", "null", "\ud800",
          "\\udc00", "\u0000", " ", "x");

  private final Map<Class<?>, RoundTrip> trips = new HashMap<>();

  @Provide
  Arbitrary<Class<?>> types() {
    return Arbitraries.of(Family.ALL);
  }

  private RoundTrip trip(Class<?> type) {
    return trips.computeIfAbsent(type, RoundTrip::new);
  }

  @Property(tries = 600)
  void a_value_that_is_written_fits_its_schema_and_comes_back(
      @ForAll("types") Class<?> type, @ForAll long seed) {
    trip(type).fromValue(seed);
  }

  @Property(tries = 600)
  void json_that_fits_a_schema_is_read_and_written_again_the_same(
      @ForAll("types") Class<?> type, @ForAll long seed) {
    trip(type).fromJson(seed);
  }

  @Property(tries = 1000)
  void json_that_does_not_fit_is_refused_by_both_alike(
      @ForAll("types") Class<?> type, @ForAll long seed) {
    JsonType<?> form = JsonType.of(type);
    RandomJson random = new RandomJson(form.schema(), seed);
    Mutation mutation = new Mutation(random.value(), random.random());
    JsonNode json = mutation.apply();
    boolean fits = trip(type).fits(json);
    boolean read = isRead(form, json.toString());
    if (fits || !mutation.hasRemoved()) {
      assertEquals(fits, read, json::toString);
    } else if (read) {
      // A field that is missing is as good as null, where that is allowed.
      assertTrue(trip(type).fits(trip(type).rewritten(json)), json::toString);
    }
  }

  private static boolean isRead(JsonType<?> form, String json) {
    try {
      form.read(json);
      return true;
    } catch (UnreadableDataException e) {
      assertEquals(Kind.WRONG_FORM, e.kind());
      return false;
    }
  }

  @Property(tries = 2000)
  void a_damaged_text_is_read_or_refused_and_nothing_else(
      @ForAll("types") Class<?> type, @ForAll long seed) {
    JsonType<?> form = JsonType.of(type);
    RandomJson json = new RandomJson(form.schema(), seed);
    StringBuilder text = new StringBuilder(json.value().toString());
    Random random = json.random();
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      String with = EDITS.get(random.nextInt(EDITS.size()));
      text.replace(at, Math.min(at + random.nextInt(3), text.length()), with);
      if (text.isEmpty()) {
        text.append(' ');
      }
    }
    String damaged = text.toString();
    try {
      form.read(damaged);
      assertTrue(trip(type).fits(trip(type).rewritten(OtherOpinion.tree(damaged))), damaged);
    } catch (UnreadableDataException e) {
      assertTrue(e.getMessage().startsWith("Cannot read the JSON at "), e.getMessage());
      if (e.kind() == Kind.MALFORMED && e.offset().orElseThrow() < damaged.length()) {
        // What comes behind the damage is not shown, whatever it is.
        assertEquals(
            PartialJson.of(damaged, true), PartialJson.of(damaged + "\",\"more\":1}", true));
      }
    }
  }
}

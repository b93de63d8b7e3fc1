package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees are read and written as Jackson's own mapper does it. */
class JsonTreeTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final List<String> LEAVES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-1",
          "2147483648",
          "99999999999999999999",
          "1.50",
          "-0.0",
          "1e400",
          "1e999999999999",
          "12E-3",
          "\"\"",
          "\"a\\\"b\"",
          "\"\\ud83d\"",
          "\"\\ud83d\\ude00\"",
          "\"é\"",
          "\"\\u0000\"",
          "nul",
          "01",
          "\"",
          "NaN",
          "'a'");

  private static Optional<JsonNode> yardstick(String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** JSON, and what nearly is. */
  private static String text(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 6 : 9);
    if (kind < 6) {
      return LEAVES.get(random.nextInt(LEAVES.size()));
    }
    boolean object = kind > 6;
    StringBuilder text = new StringBuilder(object ? "{" : "[");
    for (int left = random.nextInt(4); left > 0; left--) {
      text.append(object ? "\"" + "abc".charAt(random.nextInt(3)) + "\" :" : " ");
      text.append(text(random, depth - 1)).append(left > 1 ? "," : "");
    }
    return text.append(object ? "}" : "]").toString();
  }

  private static void assertReadAlike(String text) {
    Optional<JsonNode> expected = yardstick(text);
    assertEquals(expected, Json.parse(text), () -> text);
    byte[] bytes = (" " + text + "]").getBytes(StandardCharsets.UTF_8);
    assertEquals(expected, Json.parse(bytes, 1, bytes.length - 2), () -> text);
    expected.ifPresent(tree -> assertEquals(tree.toString(), Json.write(tree)));
  }

  @Property(tries = 5_000)
  void readsAndWritesAsTheMapper(@ForAll long seed) {
    Random random = new Random(seed);
    String text = text(random, 5);
    assertReadAlike(text);
    assertReadAlike(text.substring(0, random.nextInt(text.length() + 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "{} {}", "[1,]", "{\"a\":1,\"a\":2}", "[", "1 2", "// a\n1"})
  void readsOddTextsAsTheMapper(String text) {
    assertReadAlike(text);
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    assertReadAlike("[".repeat(1_000) + "]".repeat(1_000));
    assertReadAlike("[".repeat(1_001) + "]".repeat(1_001));
    assertTrue(Json.parse("[".repeat(1_000) + "]".repeat(1_000)).isPresent());
    assertTrue(Json.parse("[".repeat(1_001) + "]".repeat(1_001)).isEmpty());
  }

  @Test
  void writesWhatOptionsMayBe() {
    Object[] values = {
      1.5, 2.5f, (short) 3, 4L, new byte[] {1, 2}, List.of("a"), Map.of("b", true)
    };
    JsonNode tree = Json.of(values);
    assertEquals("[1.5,2.5,3,4,\"AQI=\",[\"a\"],{\"b\":true}]", Json.write(tree));
  }

  @Test
  void writesHalvesOfSurrogatePairsAsTheyAre() {
    assertEquals("\"\ud83d\"", Json.write(JsonNodeFactory.instance.textNode("\ud83d")));
  }
}

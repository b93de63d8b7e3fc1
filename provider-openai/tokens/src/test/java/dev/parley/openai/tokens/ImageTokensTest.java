package dev.parley.openai.tokens;

import static dev.parley.openai.tokens.Requests.count;
import static dev.parley.openai.tokens.Requests.exactly;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pictures take. */
class ImageTokensTest {
  /** Of the text that goes with each picture here, and of the message. */
  private static final int BESIDE = 12;

  /**
   * What OpenAI's API counted for a picture of 128 by 64 and these five words, as told in its
   * developers' forum ("Vision: more than one way to send a request").
   */
  @ParameterizedTest
  @CsvSource({
    "gpt-4o-2024-11-20, 97, 267",
    "gpt-4o-mini-2024-07-18, 2845, 8512",
    "gpt-4.1-2025-04-14, 97, 267",
    "gpt-4.5-preview-2025-02-27, 97, 267",
    "gpt-4-turbo-2024-04-09, 97, 267",
    "o3-2025-04-16, 86, 236",
  })
  void a_small_picture_as_the_api_counted_it(String model, int low, int high) {
    Media picture = Media.inline("image/png", png(128, 64));
    assertEquals(exactly(low), count(model, showing(picture, "low")));
    assertEquals(exactly(high), count(model, showing(picture, "high")));
  }

  /** The examples of OpenAI's guide "Images and vision", of now and of before. */
  @ParameterizedTest
  @CsvSource({
    "gpt-4o, 1024, 1024, 765",
    "gpt-4o, 2048, 4096, 1105",
    "gpt-5.4, 1024, 1024, 1229",
    "gpt-5.4, 2048, 2048, 3000",
  })
  void a_picture_that_is_made_smaller_is_an_estimate(String model, int w, int h, int tokens) {
    Media picture = Media.inline("image/png", png(w, h));
    assertEquals(
        new TokenCount(tokens + BESIDE - (model.startsWith("gpt-5") ? 1 : 0), false),
        count(model, showing(picture, "high")));
  }

  @ParameterizedTest
  @CsvSource({"o1, 236", "gpt-5, 221"})
  void a_rule_that_no_count_has_shown_gives_an_estimate(String model, int tokens) {
    Media picture = Media.inline("image/png", png(128, 64));
    assertEquals(new TokenCount(tokens, false), count(model, showing(picture, "high")));
  }

  @ParameterizedTest
  @CsvSource({"low, 97, true", "high, 777, false"})
  void a_link_has_no_size_but_costs_little_if_looked_at_roughly(
      String detail, int tokens, boolean exact) {
    Media picture = Media.link("https://example.com/a.png");
    assertEquals(new TokenCount(tokens, exact), count("gpt-4o", showing(picture, detail)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"auto", "original"})
  void where_the_model_chooses_how_closely_it_looks_that_is_an_estimate(@Nullable String detail) {
    Media picture = Media.inline("image/png", png(128, 64));
    assertEquals(
        new TokenCount(267, false), count("gpt-4o", showing(picture, Optional.ofNullable(detail))));
  }

  private static ChatRequest showing(Media picture, String detail) {
    return showing(picture, Optional.of(detail));
  }

  private static ChatRequest showing(Media picture, Optional<String> detail) {
    return ChatRequest.builder()
        .user(
            Part.text("repeat word from attached image"),
            new Part.ImagePart(picture, detail, Extras.NONE))
        .build();
  }

  static byte[] png(int width, int height) {
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return ByteBuffer.allocate(33)
        .put(signature)
        .putInt(13)
        .put(new byte[] {'I', 'H', 'D', 'R'})
        .putInt(width)
        .putInt(height)
        .array();
  }
}

package dev.parley.json.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Parsers of texts that are in memory. */
public final class JsonParsers {
  /** How deep arrays and objects may be nested. */
  public static final int DEEPEST = 200;

  private static final JsonFactory BOUNDED = factory(DEEPEST);

  /** Going through tokens without recursion takes no stack, so any depth will do. */
  private static final JsonFactory UNBOUNDED = factory(Integer.MAX_VALUE);

  private JsonParsers() {}

  private static JsonFactory factory(int deepest) {
    return JsonFactory.builder()
        .streamReadConstraints(
            // The text is in memory already: what is bounded is what would cost more than it.
            StreamReadConstraints.builder()
                .maxNestingDepth(deepest)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // Names come from outside: no table that they could fill or make slow.
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build();
  }

  /** {@return a parser of that text, which refuses what is nested too deep} */
  public static JsonParser of(String text) throws IOException {
    return BOUNDED.createParser(text);
  }

  /** {@return a parser of a text that holds others, each of which may be as deep as it may be} */
  static JsonParser ofAnyDepth(String text) throws IOException {
    return UNBOUNDED.createParser(text);
  }
}

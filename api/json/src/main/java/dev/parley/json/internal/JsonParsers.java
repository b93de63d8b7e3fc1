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

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              // The text is in memory already: what is bounded is what would cost more than it.
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Names come from outside: no table that they could fill or make slow.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private JsonParsers() {}

  /** {@return a parser of that text; none of its errors shows anything of it by itself} */
  public static JsonParser of(String text) throws IOException {
    return FACTORY.createParser(text);
  }
}

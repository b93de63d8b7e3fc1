package dev.parley.structured;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of which only the beginning has come. What is not JSON ends it: whoever reads the
 * whole is told of that.
 */
final class PartialJson {
  /** An array or an object that has begun, and the name of the field that comes next. */
  private static final class Open {
    final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    final List<@Nullable Object> elements = new ArrayList<>();
    final boolean array;
    @Nullable String name;

    Open(boolean array) {
      this.array = array;
    }

    void add(@Nullable Object value) {
      if (array) {
        elements.add(value);
      } else if (name != null) {
        fields.put(name, value);
        name = null;
      }
    }

    Object value() {
      return array ? Collections.unmodifiableList(elements) : Collections.unmodifiableMap(fields);
    }
  }

  private final String text;
  private final Deque<Open> open = new ArrayDeque<>();
  private boolean inText;
  private @Nullable Object whole;

  private PartialJson(String text) {
    this.text = text;
  }

  /**
   * {@return what has come of the object; nothing if it is none}
   *
   * @param growing whether a text that has not ended is part of it
   */
  @SuppressWarnings("unchecked") // The names of fields are texts.
  static Map<String, @Nullable Object> of(String text, boolean growing) {
    PartialJson partial = new PartialJson(text);
    partial.read(growing);
    partial.closeAll();
    return partial.whole instanceof Map<?, ?> fields
        ? (Map<String, @Nullable Object>) fields
        : Map.of();
  }

  private void read(boolean growing) {
    try (JsonParser parser = JsonText.parser(text)) {
      try {
        while (whole == null && take(parser)) {
          // The token has been taken.
        }
      } catch (JsonProcessingException e) {
        // Here the text ends, or is not JSON. What follows is a text that has begun, or nothing.
        if (growing && inText) {
          grow(parser.currentTokenLocation().getCharOffset());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is read from outside.
    }
  }

  private boolean take(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      return false;
    }
    switch (token) {
      case START_OBJECT -> open.push(new Open(false));
      case START_ARRAY -> open.push(new Open(true));
      case END_OBJECT, END_ARRAY -> close();
      case FIELD_NAME -> open.element().name = parser.currentName();
      case VALUE_STRING -> {
        inText = true;
        Object said = JsonText.text(parser.getText()); // Fails where it has not ended.
        inText = false;
        return add(said);
      }
      case VALUE_TRUE -> add(true);
      case VALUE_FALSE -> add(false);
      case VALUE_NULL -> add(null);
      default -> {
        String digits = parser.getText();
        long end = parser.currentTokenLocation().getCharOffset() + digits.length();
        if (end == text.length()) {
          return false; // More digits may come.
        }
        Object number = JsonText.number(digits);
        return add(number instanceof JsonNumber known ? known.decimal() : number);
      }
    }
    return true;
  }

  /** {@return whether it was added: whoever reads the whole is told of flaws} */
  private boolean add(@Nullable Object value) {
    if (value instanceof Flaw) {
      return false;
    }
    if (!open.isEmpty()) {
      open.element().add(value);
    }
    return true;
  }

  private void close() {
    Object value = open.pop().value();
    if (open.isEmpty()) {
      whole = value;
    } else {
      add(value);
    }
  }

  private void closeAll() {
    while (!open.isEmpty()) {
      close();
    }
  }

  /**
   * Adds the text whose opening quotation mark is there, as far as it is clear what it says: up to
   * its end, or to what no text may hold.
   */
  private void grow(long quotationMark) {
    StringBuilder grown = new StringBuilder();
    int i = (int) quotationMark + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      int length = c == '\\' ? escapeLength(i) : 1;
      if (length == 0 || i + length > text.length() || c == '"' || c < ' ') {
        break;
      }
      grown.append(c == '\\' ? unescaped(i) : c);
      i += length;
    }
    int last = grown.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(grown.charAt(last))) {
      grown.setLength(last); // Its other half is still to come.
    }
    add(grown.toString());
  }

  /** {@return how long an escape is; 0 if it has not come or is none} */
  private int escapeLength(int at) {
    if (at + 1 >= text.length()) {
      return 0;
    }
    if (text.charAt(at + 1) != 'u') {
      return "\"\\/bfnrt".indexOf(text.charAt(at + 1)) < 0 ? 0 : 2;
    }
    boolean hex =
        at + 6 <= text.length()
            && text.substring(at + 2, at + 6).chars().allMatch(HexFormat::isHexDigit);
    return hex ? 6 : 0;
  }

  private char unescaped(int at) {
    char c = text.charAt(at + 1);
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(text.substring(at + 2, at + 6), 16);
      default -> c;
    };
  }
}

package dev.parley.tck.http;

/** Writes JSON strings, so that wire formats need no library. */
public final class JsonText {
  private JsonText() {}

  /** {@return a JSON string, with its quotes, that holds the text} */
  public static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}

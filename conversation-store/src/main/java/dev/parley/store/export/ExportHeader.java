package dev.parley.store.export;

import dev.parley.error.StoreRefusedException;
import dev.parley.json.internal.JsonFields;
import dev.parley.json.internal.JsonText;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Labels;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The line before a conversation's entries.
 *
 * @param length how many entries follow
 */
record ExportHeader(ConversationId id, Labels labels, long length) {
  static final int FORMAT = 1;
  private static final String KIND = "exported-conversation";

  static String encode(ConversationInfo info) {
    StringBuilder out = new StringBuilder("{\"parley\":\"" + KIND + "\",\"v\":" + FORMAT);
    JsonText.quote(out.append(",\"id\":"), info.id().text());
    JsonText.quote(out.append(",\"begun\":"), info.begun().toString());
    JsonText.quote(out.append(",\"changed\":"), info.changed().toString());
    Labels labels = info.labels();
    labels.title().ifPresent(title -> JsonText.quote(out.append(",\"title\":"), title));
    if (!labels.tags().isEmpty()) {
      char separator = '[';
      out.append(",\"tags\":");
      for (String tag : labels.tags()) {
        JsonText.quote(out.append(separator), tag);
        separator = ',';
      }
      out.append(']');
    }
    return out.append(",\"length\":").append(info.version().length()).append('}').toString();
  }

  /**
   * The header that a line is.
   *
   * @throws IllegalArgumentException if it is none
   * @throws StoreRefusedException if a newer version wrote it
   */
  static ExportHeader decode(String line) {
    JsonFields fields = JsonFields.of(line);
    if (!fields.text("parley").equals(KIND)) {
      throw new IllegalArgumentException("It is something else");
    }
    if (fields.number("v") > FORMAT) {
      throw new StoreRefusedException(
          "the export is of version "
              + fields.number("v")
              + ", and this Parley reads version "
              + FORMAT
              + "; use a newer Parley",
          null,
          null);
    }
    List<String> tags = fields.texts("tags");
    Labels labels = new Labels(fields.optionalText("title"), new LinkedHashSet<>(tags));
    long length = fields.number("length");
    if (length < 0) {
      throw new IllegalArgumentException("No conversation is so short");
    }
    return new ExportHeader(new ConversationId(fields.text("id")), labels, length);
  }
}

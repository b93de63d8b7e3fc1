package dev.parley.batch;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import java.util.Optional;

/** The forms of a line of the input; see {@link BatchInput}. */
final class RowForm {
  private static final String CHAT = "/v1/chat/completions";

  private RowForm() {}

  static InputRow read(LineReader.Line line, ModelId asked) {
    String content = Fingerprint.of(line.bytes());
    String id = InputRow.derivedId(line.number(), content);
    if (line.tooLong()) {
      return InputRow.bad(
          line.number(), id, content, "is longer than " + LineReader.LONGEST + " bytes");
    }
    try {
      Object value = Json.read(line.bytes());
      if (value instanceof String prompt) {
        return good(line, id, content, ChatRequest.of(prompt), Optional.empty());
      }
      Fields row = Fields.of(value, "");
      id = id(row).orElse(id);
      BodyForm body;
      if (row.has("body") || row.has("url")) {
        requireChat(row);
        Fields fields = row.object("body").orElseThrow(() -> new UnreadableRow("has no body"));
        row.nothingElse();
        body = new BodyForm(fields, asked.provider());
      } else {
        body = new BodyForm(row, asked.provider());
        row.text("system").ifPresent(body::system);
        body.prompt(row.requiredText("prompt"));
      }
      ChatRequest request = body.read();
      return good(line, id, content, request, body.model());
    } catch (UnreadableRow e) {
      return InputRow.bad(line.number(), id, content, e.problem());
    } catch (IllegalArgumentException e) {
      // Of the request's own checks, which name the setting and show its value, never a message.
      return InputRow.bad(line.number(), id, content, "is no request: " + e.getMessage());
    }
  }

  private static InputRow good(
      LineReader.Line line,
      String id,
      String content,
      ChatRequest request,
      Optional<String> model) {
    return InputRow.good(new BatchRow(id, request, line.number(), model.orElse(null)), content);
  }

  private static Optional<String> id(Fields row) throws UnreadableRow {
    Optional<String> id = row.text("custom_id");
    if (id.isEmpty()) {
      id = row.text("id");
    }
    try {
      return id.map(BatchRow::checkedId);
    } catch (IllegalArgumentException e) {
      throw new UnreadableRow("has an id that is none: " + e.getMessage());
    }
  }

  private static void requireChat(Fields row) throws UnreadableRow {
    if (!row.text("method").orElse("POST").equals("POST")) {
      throw new UnreadableRow("has a method that is not POST");
    }
    if (!row.text("url").orElse(CHAT).equals(CHAT)) {
      throw new UnreadableRow("has a url that is not " + CHAT + ", the only one that is known");
    }
  }
}

package dev.parley.batch;

import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message of a Chat Completions request. */
final class MessageForm {
  private static final String DATA = "data:";
  private static final String BASE64 = ";base64,";

  private MessageForm() {}

  static Message read(Fields message) throws UnreadableRow {
    String role = message.requiredText("role");
    List<Part> content = content(message);
    Message read =
        switch (role) {
          case "system", "developer" -> new SystemMessage(content, Extras.NONE);
          case "user" -> new UserMessage(content, Extras.NONE);
          case "assistant" -> {
            message.text("refusal").ifPresent(t -> content.add(new RefusalPart(t, Extras.NONE)));
            for (Fields call : message.objects("tool_calls")) {
              content.add(call(call));
            }
            yield new AssistantMessage(content, Extras.NONE);
          }
          case "tool" ->
              new ToolMessage(
                  List.of(
                      new ToolResult(
                          message.requiredText("tool_call_id"), content, false, Extras.NONE)),
                  Extras.NONE);
          default ->
              throw new UnreadableRow("has a role that is not known at " + message.at("role"));
        };
    message.nothingElse();
    return read;
  }

  private static List<Part> content(Fields message) throws UnreadableRow {
    List<Part> parts = new ArrayList<>();
    Optional<Object> content = message.take("content");
    if (content.isPresent() && content.get() instanceof String text) {
      parts.add(Part.text(text));
    } else if (content.isPresent() && content.get() instanceof List<?> list) {
      for (Object each : list) {
        parts.add(part(Fields.of(each, message.at("content") + "[" + parts.size() + "]")));
      }
    } else if (content.isPresent()) {
      throw new UnreadableRow("must have a text or an array as " + message.at("content"));
    }
    return parts;
  }

  private static Part part(Fields part) throws UnreadableRow {
    String type = part.requiredText("type");
    Part read =
        switch (type) {
          case "text" -> Part.text(part.requiredText("text"));
          case "refusal" -> new RefusalPart(part.requiredText("refusal"), Extras.NONE);
          case "image_url" -> image(inner(part, type));
          case "input_audio" -> audio(inner(part, type));
          case "file" -> file(inner(part, type));
          default -> throw new UnreadableRow("has a type that is not known at " + part.at("type"));
        };
    part.nothingElse();
    return read;
  }

  private static Fields inner(Fields part, String name) throws UnreadableRow {
    return part.object(name).orElseThrow(() -> new UnreadableRow("has no " + part.at(name)));
  }

  private static Part image(Fields image) throws UnreadableRow {
    String url = image.requiredText("url");
    Media media = url.startsWith(DATA) ? inline(url, image.at("url")) : link(url, image.at("url"));
    Part part = new ImagePart(media, image.text("detail"), Extras.NONE);
    image.nothingElse();
    return part;
  }

  private static Part audio(Fields audio) throws UnreadableRow {
    String format = audio.requiredText("format").toLowerCase(Locale.ROOT);
    String type = format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
    byte[] bytes = bytes(audio.requiredText("data"), audio.at("data"));
    audio.nothingElse();
    return new AudioPart(Media.inline(type, bytes), Optional.empty(), Extras.NONE);
  }

  private static Part file(Fields file) throws UnreadableRow {
    Optional<String> id = file.text("file_id");
    Media media =
        id.isPresent()
            ? new Media.Uploaded(id.get())
            : inline(file.requiredText("file_data"), file.at("file_data"));
    Part part = new FilePart(media, file.text("filename"), Extras.NONE);
    file.nothingElse();
    return part;
  }

  private static Media link(String url, String at) throws UnreadableRow {
    try {
      return Media.link(url);
    } catch (IllegalArgumentException e) {
      throw new UnreadableRow("must have an absolute URL as " + at); // The cause would show it.
    }
  }

  private static Media inline(String url, String at) throws UnreadableRow {
    int end = url.indexOf(BASE64);
    if (!url.startsWith(DATA) || end < 0) {
      throw new UnreadableRow("must have a data URL in base64 as " + at);
    }
    return Media.inline(
        url.substring(DATA.length(), end), bytes(url.substring(end + BASE64.length()), at));
  }

  private static byte[] bytes(String base64, String at) throws UnreadableRow {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new UnreadableRow("must have base64 as " + at);
    }
  }

  private static ToolCall call(Fields call) throws UnreadableRow {
    String id = call.requiredText("id");
    if (!call.text("type").orElse("function").equals("function")) {
      throw new UnreadableRow("has a type that is not function at " + call.at("type"));
    }
    Fields function = inner(call, "function");
    ToolCall read =
        new ToolCall(id, function.requiredText("name"), function.requiredText("arguments"));
    function.nothingElse();
    call.nothingElse();
    return read;
  }
}

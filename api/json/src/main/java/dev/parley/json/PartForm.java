package dev.parley.json;

import dev.parley.error.UnreadableDataException;
import dev.parley.json.internal.JsonText;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A part: what it is says its field {@code type}. */
final class PartForm {
  private PartForm() {}

  static void write(JsonWriter out, Part part) {
    if (part instanceof OpaquePart opaque && reads(out, opaque)) {
      out.raw("a part of type " + opaque.type(), opaque.json());
    } else {
      out.own(part.extras(), () -> fields(out, part));
    }
  }

  /** Whether its JSON alone is enough to get it back. */
  private static boolean reads(JsonWriter out, OpaquePart part) {
    try {
      return JsonText.onOneLine(part.json()).equals(part.json())
          && out.embeds(part.json())
          && read(JsonObject.embedded(part.json())).equals(part);
    } catch (UnreadableDataException e) {
      return false;
    }
  }

  private static void fields(JsonWriter out, Part part) {
    if (part instanceof TextPart text) {
      words(out, "text", text.text());
    } else if (part instanceof ReasoningPart reasoning) {
      words(out, "reasoning", reasoning.text());
    } else if (part instanceof RefusalPart refusal) {
      words(out, "refusal", refusal.text());
    } else if (part instanceof ImagePart image) {
      media(out, "image", image.image(), "detail", image.detail());
    } else if (part instanceof AudioPart audio) {
      media(out, "audio", audio.audio(), "transcript", audio.transcript());
    } else if (part instanceof FilePart file) {
      media(out, "file", file.file(), "name", file.name());
    } else if (part instanceof ToolCall call) {
      out.text("type", "tool_call");
      out.text("id", call.id());
      out.text("name", call.name());
      out.text("argumentsJson", call.argumentsJson());
    } else if (part instanceof ToolResult result) {
      out.text("type", "tool_result");
      out.text("callId", result.callId());
      out.array("content", result.content(), inner -> write(out, inner));
      out.flag("failed", result.failed());
    } else if (part instanceof OpaquePart opaque) {
      out.text("type", "opaque");
      out.text("kind", opaque.type());
      out.text("json", opaque.json());
    }
  }

  private static void words(JsonWriter out, String type, String text) {
    out.text("type", type);
    out.text("text", text);
  }

  private static void media(
      JsonWriter out, String type, Media media, String name, Optional<String> value) {
    out.text("type", type);
    MediaForm.write(out, media);
    out.text(name, value);
  }

  static Part read(JsonObject in) {
    String type = in.text("type");
    return switch (type) {
      case "text" -> new TextPart(in.text("text"), in.extras());
      case "reasoning" -> new ReasoningPart(in.text("text"), in.extras());
      case "refusal" -> new RefusalPart(in.text("text"), in.extras());
      case "image" ->
          media(in, type, m -> new ImagePart(m, in.optionalText("detail"), in.extras()));
      case "audio" ->
          media(in, type, m -> new AudioPart(m, in.optionalText("transcript"), in.extras()));
      case "file" -> media(in, type, m -> new FilePart(m, in.optionalText("name"), in.extras()));
      case "tool_call" -> call(in);
      case "tool_result" -> result(in);
      case "opaque" -> opaque(in, in.text("kind"), in.text("json"), in.extras());
      default -> unknown(in, type);
    };
  }

  static ToolCall readCall(JsonObject in) {
    if (!in.text("type").equals("tool_call")) {
      throw in.wrong("a tool call must be here");
    }
    return call(in);
  }

  private static ToolCall call(JsonObject in) {
    String id = in.text("id");
    String name = in.text("name");
    String arguments = in.text("argumentsJson");
    Extras extras = in.extras();
    return in.made(() -> new ToolCall(id, name, arguments, extras));
  }

  private static Part result(JsonObject in) {
    String callId = in.text("callId");
    List<Part> content = in.list("content", PartForm::read);
    boolean failed = in.flag("failed");
    Extras extras = in.extras();
    return in.made(() -> new ToolResult(callId, content, failed, extras));
  }

  /** Media that come in a way of a newer version make the part one. */
  private static Part media(JsonObject in, String type, Function<Media, Part> form) {
    Optional<Media> media = MediaForm.read(in);
    return media.isPresent() ? form.apply(media.get()) : unknown(in, type);
  }

  private static Part unknown(JsonObject in, String type) {
    String json = in.raw();
    in.take();
    return opaque(in, type, json, Extras.NONE);
  }

  private static Part opaque(JsonObject in, String type, String json, Extras extras) {
    return in.made(() -> new OpaquePart(type, json, extras));
  }
}

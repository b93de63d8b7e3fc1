package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ModelId;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.SystemRole;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
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
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes messages. Content that is text alone is written as a string, which every server takes.
 * Thoughts are sent back where the dialect says so. Provider data of this instance, a JSON object,
 * is merged into what it rides on.
 */
final class MessageEncoder {
  private final Dialect dialect;
  private final SentMedia media;
  private final GivenJson given;

  /** {@code offline} refuses links to other machines: the server would follow them. */
  MessageEncoder(ModelId model, Dialect dialect, boolean offline) {
    this.dialect = dialect;
    this.media = new SentMedia(model, offline);
    this.given = new GivenJson(model);
  }

  /** One message on the wire for each; for a tool message one for each result. */
  List<ObjectNode> encode(Message message) {
    if (message instanceof ToolMessage tool) {
      return tool.content().stream().map(part -> merge(result(part), tool.extras())).toList();
    }
    ObjectNode node = object();
    if (message instanceof AssistantMessage assistant) {
      assistant(assistant, node);
    } else {
      node.put("role", message instanceof SystemMessage ? systemRole() : "user");
      node.set("content", content(message.content()));
    }
    return List.of(merge(node, message.extras()));
  }

  private String systemRole() {
    return dialect.systemRole() == SystemRole.DEVELOPER ? "developer" : "system";
  }

  private ObjectNode result(Part part) {
    if (!(part instanceof ToolResult result)) {
      throw given.invalid("a tool message holds something of a kind that is not known here");
    }
    ObjectNode node = object().put("role", "tool").put("tool_call_id", result.callId());
    node.set("content", content(result.content()));
    return merge(node, result.extras());
  }

  private void assistant(AssistantMessage message, ObjectNode node) {
    node.put("role", "assistant");
    String refusal =
        message.content().stream()
            .filter(RefusalPart.class::isInstance)
            .map(part -> ((RefusalPart) part).text())
            .collect(Collectors.joining());
    JsonNode content = content(message.content().stream().flatMap(this::said).toList());
    Optional<JsonNode> spoken =
        message.content().stream().flatMap(part -> audioId(part).stream()).findFirst();
    boolean silent = content.isTextual() && content.textValue().isEmpty();
    boolean otherwise = !message.toolCalls().isEmpty() || !refusal.isEmpty() || spoken.isPresent();
    if (silent && otherwise) {
      node.putNull("content");
    } else {
      node.set("content", content);
    }
    if (!refusal.isEmpty()) {
      node.put("refusal", refusal);
    }
    spoken.ifPresent(id -> node.putObject("audio").set("id", id));
    if (dialect.reasoningSentBack()) {
      reasoning(message, node);
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("tool_calls");
      message.toolCalls().forEach(call -> calls.add(toolCall(call)));
    }
  }

  private static void reasoning(AssistantMessage message, ObjectNode node) {
    String thoughts =
        message.content().stream()
            .filter(ReasoningPart.class::isInstance)
            .map(part -> ((ReasoningPart) part).text())
            .collect(Collectors.joining());
    if (!thoughts.isEmpty()) {
      node.put("reasoning_content", thoughts);
    }
  }

  /**
   * Refusals, thoughts, tool calls and sound that the server knows have fields of their own; of
   * other sound an assistant's message can hold the words only.
   */
  private Stream<Part> said(Part part) {
    if (part instanceof RefusalPart || part instanceof ToolCall || part instanceof ReasoningPart) {
      return Stream.empty();
    }
    if (!(part instanceof AudioPart audio)) {
      return Stream.of(part);
    }
    if (audioId(part).isPresent()) {
      return Stream.empty();
    }
    return Stream.of(
        Part.text(
            audio
                .transcript()
                .orElseThrow(
                    () ->
                        given.invalid(
                            "what an assistant said needs its words or its server's id"))));
  }

  /** The server's id of sound that it made. */
  private Optional<JsonNode> audioId(Part part) {
    return part instanceof AudioPart
        ? given.data(part.extras()).map(data -> data.path("id")).filter(JsonNode::isTextual)
        : Optional.empty();
  }

  private ObjectNode toolCall(ToolCall call) {
    ObjectNode node = object().put("id", call.id());
    if (given.isCustom(call)) {
      node.put("type", "custom");
      node.putObject("custom").put("name", call.name()).put("input", call.argumentsJson());
      return merge(node, call.extras());
    }
    node.put("type", "function");
    node.putObject("function")
        .put("name", call.name())
        .put("arguments", validArguments(call.argumentsJson()));
    return merge(node, call.extras());
  }

  /** Servers refuse arguments that are no JSON, though a model wrote them: they are wrapped. */
  static String validArguments(String arguments) {
    if (arguments.isBlank()) {
      return "{}";
    }
    return Json.parse(arguments).isPresent()
        ? arguments
        : Json.write(object().put("invalid_json", arguments));
  }

  private JsonNode content(List<Part> parts) {
    Optional<String> text = given.textAlone(parts);
    if (text.isPresent()) {
      return JsonNodeFactory.instance.textNode(text.get());
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    parts.forEach(part -> list.add(merge(part(part), part.extras())));
    return list;
  }

  private ObjectNode part(Part part) {
    if (part instanceof TextPart text) {
      return object().put("type", "text").put("text", text.text());
    } else if (part instanceof ImagePart image) {
      return image(image);
    } else if (part instanceof AudioPart audio) {
      return audio(audio);
    } else if (part instanceof FilePart file) {
      return file(file);
    } else if (part instanceof OpaquePart opaque) {
      return given.object(opaque.json(), "a part of type " + opaque.type());
    }
    throw given.invalid(
        "a "
            + part.getClass().getSimpleName()
            + " cannot be sent in this place; only text, images, audio and files can");
  }

  private ObjectNode image(ImagePart image) {
    ObjectNode node = object().put("type", "image_url");
    ObjectNode url = node.putObject("image_url").put("url", url(image.image()));
    image.detail().ifPresent(detail -> url.put("detail", detail));
    return node;
  }

  private String url(Media image) {
    if (image instanceof Media.Link link) {
      return media.followed(link, "an image").toString();
    } else if (image instanceof Media.Inline inline) {
      return SentMedia.dataUrl(inline);
    }
    throw given.invalid(
        "an uploaded image cannot be sent by this protocol; send its bytes or a link");
  }

  private ObjectNode audio(AudioPart audio) {
    if (!(audio.audio() instanceof Media.Inline inline)) {
      throw given.invalid("audio must be sent as bytes by this protocol");
    }
    String format = inline.mediaType().endsWith("/mpeg") ? "mp3" : subtype(inline);
    ObjectNode node = object().put("type", "input_audio");
    node.putObject("input_audio").put("data", inline.content().toBase64()).put("format", format);
    return node;
  }

  private ObjectNode file(FilePart part) {
    ObjectNode node = object().put("type", "file");
    ObjectNode file = node.putObject("file");
    if (part.file() instanceof Media.Uploaded uploaded) {
      file.put("file_id", uploaded.id());
    } else if (part.file() instanceof Media.Inline inline) {
      file.put("filename", part.name().orElse("file")).put("file_data", SentMedia.dataUrl(inline));
    } else {
      throw given.invalid(
          "a file must be sent as bytes or by the id of an upload by this protocol");
    }
    return node;
  }

  private static String subtype(Media.Inline inline) {
    String subtype = inline.mediaType().substring(inline.mediaType().indexOf('/') + 1);
    return subtype.startsWith("x-") ? subtype.substring(2) : subtype;
  }

  private ObjectNode merge(ObjectNode node, Extras extras) {
    given
        .data(extras)
        .ifPresent(
            data -> {
              data.remove(KeptOutput.FIELD); // What the Responses API wants back, this one refuses.
              node.setAll(data);
            });
    return node;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

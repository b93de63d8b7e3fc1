package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes messages as the items of a Responses request. What the server itself said goes back as it
 * came, where {@link KeptOutput} has it; else thoughts stay here, and calls are told by their call
 * ids alone, so that the server looks nothing up. What others say is a string where it is text
 * alone. An opaque part of what was said or answered is an item of its own. Who speaks is not sent:
 * OpenAI refuses a message with a name ("Unknown parameter: 'input[0].name'").
 */
final class ResponsesInput {
  /** Of Chat Completions' messages. */
  static final String NAME = "name";

  private final ModelId model;
  private final Dialect dialect;
  private final SentMedia media;
  private final GivenJson given;

  /** {@code offline} refuses links to other machines: the server would follow them. */
  ResponsesInput(ModelId model, Dialect dialect, boolean offline) {
    this.model = model;
    this.dialect = dialect;
    this.media = new SentMedia(model, offline);
    this.given = new GivenJson(model);
  }

  /**
   * The items for all messages.
   *
   * @param stored whether the server keeps what it says, so that it knows its thoughts by their ids
   */
  List<ObjectNode> encode(List<Message> messages, boolean stored) {
    List<ObjectNode> items = new ArrayList<>();
    Set<String> customCalls = new HashSet<>();
    for (Message message : messages) {
      if (message instanceof AssistantMessage assistant) {
        assistant.toolCalls().stream()
            .filter(given::isCustom)
            .map(ToolCall::id)
            .forEach(customCalls::add);
        items.addAll(KeptOutput.of(assistant, model, stored).orElseGet(() -> said(assistant)));
      } else if (message instanceof ToolMessage tool) {
        tool.content().forEach(part -> items.add(nameless(result(part, customCalls), tool)));
      } else {
        ObjectNode item = object().put("role", role(message));
        item.set("content", content(message.content()));
        items.add(nameless(item, message));
      }
    }
    return items;
  }

  /** Whether a message says who speaks. */
  boolean hasNames(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> given.data(message.extras()).stream())
        .anyMatch(data -> data.has(NAME));
  }

  private ObjectNode nameless(ObjectNode item, Message message) {
    given
        .data(message.extras())
        .ifPresent(
            data -> {
              data.remove(NAME);
              item.setAll(data);
            });
    return item;
  }

  private String role(Message message) {
    if (!(message instanceof SystemMessage)) {
      return "user";
    }
    return dialect.systemRole() == SystemRole.DEVELOPER ? "developer" : "system";
  }

  private ObjectNode result(Part part, Set<String> customCalls) {
    if (part instanceof ToolResult result) {
      boolean custom = customCalls.contains(result.callId());
      ObjectNode item =
          object()
              .put("type", custom ? "custom_tool_call_output" : "function_call_output")
              .put("call_id", result.callId());
      item.set("output", content(result.content()));
      return merge(item, result.extras());
    }
    return opaque(part);
  }

  private List<ObjectNode> said(AssistantMessage message) {
    List<ObjectNode> items = new ArrayList<>();
    List<ObjectNode> words = new ArrayList<>();
    for (Part part : message.content()) {
      Optional<ObjectNode> word = word(part);
      if (word.isPresent()) {
        words.add(word.get());
      } else if (!(part instanceof ReasoningPart)) {
        flush(words, items);
        items.add(part instanceof ToolCall call ? call(call) : opaque(part));
      }
    }
    flush(words, items);
    if (items.isEmpty()) {
      items.add(message(List.of(outputText("")))); // It had nothing to say.
    }
    return items;
  }

  private Optional<ObjectNode> word(Part part) {
    if (part instanceof TextPart text) {
      return Optional.of(outputText(text.text()));
    } else if (part instanceof RefusalPart refusal) {
      // The server takes a refusal as such only in the item that it came in.
      return Optional.of(outputText(refusal.text()));
    } else if (part instanceof AudioPart audio) {
      return Optional.of(
          outputText(
              audio
                  .transcript()
                  .orElseThrow(() -> given.invalid("what an assistant said needs its words"))));
    }
    return Optional.empty();
  }

  private static ObjectNode outputText(String text) {
    return object().put("type", "output_text").put("text", text);
  }

  /** In the form of an output: llama-server takes no string for what an assistant said. */
  private static ObjectNode message(List<ObjectNode> words) {
    ObjectNode item = object().put("type", "message").put("role", "assistant");
    item.putArray("content").addAll(words);
    return item;
  }

  private static void flush(List<ObjectNode> words, List<ObjectNode> items) {
    if (words.isEmpty()) {
      return;
    }
    items.add(message(words));
    words.clear();
  }

  private ObjectNode call(ToolCall call) {
    boolean custom = given.isCustom(call);
    String arguments = call.argumentsJson();
    return object()
        .put("type", custom ? "custom_tool_call" : "function_call")
        .put("call_id", call.id())
        .put("name", call.name())
        .put(
            custom ? "input" : "arguments",
            custom ? arguments : MessageEncoder.validArguments(arguments));
  }

  private JsonNode content(List<Part> parts) {
    Optional<String> text = given.textAlone(parts);
    if (text.isPresent()) {
      return TextNode.valueOf(text.get());
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    parts.forEach(part -> list.add(merge(part(part), part.extras())));
    return list;
  }

  private ObjectNode part(Part part) {
    if (part instanceof TextPart text) {
      return object().put("type", "input_text").put("text", text.text());
    } else if (part instanceof ImagePart image) {
      ObjectNode node = object().put("type", "input_image");
      image.detail().ifPresent(detail -> node.put("detail", detail));
      return source(image.image(), "an image", "image_url", "image_url", node);
    } else if (part instanceof FilePart file) {
      ObjectNode node = object().put("type", "input_file");
      if (file.file() instanceof Media.Inline) {
        node.put("filename", file.name().orElse("file")); // The server tells the kind by it.
      }
      return source(file.file(), "a file", "file_data", "file_url", node);
    }
    return opaque(part);
  }

  private ObjectNode source(
      Media source, String what, String bytesField, String linkField, ObjectNode node) {
    if (source instanceof Media.Uploaded uploaded) {
      return node.put("file_id", uploaded.id());
    } else if (source instanceof Media.Inline inline) {
      return node.put(bytesField, SentMedia.dataUrl(inline));
    }
    return node.put(linkField, media.followed((Media.Link) source, what).toString());
  }

  private ObjectNode opaque(Part part) {
    if (part instanceof OpaquePart opaque) {
      return given.object(opaque.json(), "a part of type " + opaque.type());
    }
    throw given.invalid(
        "a "
            + part.getClass().getSimpleName()
            + " cannot be sent in this place; only text, images and files can");
  }

  private ObjectNode merge(ObjectNode node, Extras extras) {
    given.data(extras).ifPresent(data -> node.setAll(data));
    return node;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat.JsonSchema;
import dev.parley.chat.ToolDefinition;
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
import java.util.List;
import java.util.Map;

/** The most tokens that a request can have: no token of a text is shorter than a byte. */
final class InputTokens {
  /** What providers write around a message or a call. */
  private static final long AROUND_A_MESSAGE = 16;

  /** What they write around tools and schemas, which they tell the model in a form of their own. */
  private static final long AROUND_A_FORM = 64;

  /** The dearest known way to count one: 8 tiles of 5,667 and 2,833 beside them. */
  private static final long IMAGE = 50_000;

  /** Sound is counted by its time, 32 a second at most, and has 750 bytes a second at least. */
  private static final long BYTES_PER_TOKEN_OF_SOUND = 16;

  private long number = AROUND_A_MESSAGE;
  private boolean boundless;

  private InputTokens() {}

  static InputTokens of(ChatRequest request) {
    InputTokens tokens = new InputTokens();
    for (Message message : request.messages()) {
      tokens.number += AROUND_A_MESSAGE;
      tokens.add(message.extras());
      tokens.add(message.content());
    }
    for (ToolDefinition tool : request.tools()) {
      tokens.number += AROUND_A_FORM;
      tokens.add(tool.name(), tool.description(), tool.parametersJson());
    }
    if (request.responseFormat().orElse(null) instanceof JsonSchema schema) {
      tokens.number += AROUND_A_FORM;
      tokens.add(schema.name(), schema.schemaJson());
    }
    request.stop().forEach(tokens::add);
    request.options().values().forEach(tokens::addAll);
    return tokens;
  }

  /** {@return how many there are of what can be counted} */
  long number() {
    return number;
  }

  /** {@return whether there is more that nobody can count, such as the pages of a document} */
  boolean boundless() {
    return boundless;
  }

  private void add(List<Part> parts) {
    for (Part part : parts) {
      add(part.extras());
      add(part);
    }
  }

  /** What the provider wants back, such as thoughts that only it can read. */
  private void add(Extras extras) {
    extras.providerData().values().forEach(this::add);
  }

  private void add(Part part) {
    if (part instanceof TextPart text) {
      add(text.text());
    } else if (part instanceof ReasoningPart reasoning) {
      add(reasoning.text());
    } else if (part instanceof RefusalPart refusal) {
      add(refusal.text());
    } else if (part instanceof ToolCall call) {
      number += AROUND_A_MESSAGE;
      add(call.id(), call.name(), call.argumentsJson());
    } else if (part instanceof ToolResult result) {
      number += AROUND_A_MESSAGE;
      add(result.callId());
      add(result.content());
    } else if (part instanceof ImagePart) {
      number += IMAGE;
    } else if (part instanceof AudioPart audio) {
      audio.transcript().ifPresent(this::add);
      add(audio.audio());
    } else if (part instanceof FilePart || part instanceof OpaquePart) {
      boundless = true; // A page of a packed document takes few bytes; others may name a file.
    }
  }

  private void add(Media sound) {
    if (sound instanceof Media.Inline inline) {
      number += AROUND_A_FORM + inline.content().size() / BYTES_PER_TOKEN_OF_SOUND;
    } else {
      boundless = true;
    }
  }

  private void add(String... texts) {
    for (String text : texts) {
      number += text.getBytes(UTF_8).length;
    }
  }

  /** Options go along as they are, and some of them are read by the model. */
  private void addAll(Map<?, ?> values) {
    values.forEach(
        (name, value) -> {
          add(name.toString());
          addValue(value);
        });
  }

  private void addValue(Object value) {
    number += 1;
    if (value instanceof Map<?, ?> map) {
      addAll(map);
    } else if (value instanceof List<?> list) {
      list.forEach(this::addValue);
    } else {
      add(value.toString());
    }
  }
}

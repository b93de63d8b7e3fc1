package dev.parley.cli.usage;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat.JsonSchema;
import dev.parley.chat.ToolDefinition;
import dev.parley.cli.money.Price;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The most tokens that a call can be expected to take. Of text that is a bound: no token is shorter
 * than a byte. Of the rest it is a generous guess, since no provider says.
 */
final class WorstCase {
  private static final long AROUND_A_MESSAGE = 16;
  private static final long MEDIA = 40_000;
  private static final long BYTES_PER_TOKEN_OF_MEDIA = 16;

  /** Where neither the request nor the price table says how long an answer may be. */
  private static final long OUTPUT = 32_768;

  /** Faster is no model that is paid by the token. */
  private static final long TOKENS_A_SECOND = 1_000;

  private WorstCase() {}

  /** {@return the tokens of a request} */
  static long input(ChatRequest request) {
    long tokens = AROUND_A_MESSAGE;
    for (Message message : request.messages()) {
      tokens += AROUND_A_MESSAGE + parts(message.content());
    }
    for (ToolDefinition tool : request.tools()) {
      tokens +=
          AROUND_A_MESSAGE
              + text(tool.name())
              + text(tool.description())
              + text(tool.parametersJson());
    }
    if (request.responseFormat().orElse(null) instanceof JsonSchema schema) {
      tokens += AROUND_A_MESSAGE + text(schema.name()) + text(schema.schemaJson());
    }
    return tokens;
  }

  /** {@return the tokens of its answer} */
  static long output(ChatRequest request, Price price) {
    return request.maxOutputTokens().isPresent()
        ? request.maxOutputTokens().getAsInt()
        : price.mostOutput().orElse(OUTPUT);
  }

  /** {@return the tokens of an answer that was given up after a time} */
  static long output(long most, Duration after) {
    return Math.min(most, (after.toSeconds() + 1) * TOKENS_A_SECOND);
  }

  private static long parts(List<Part> parts) {
    long tokens = 0;
    for (Part part : parts) {
      tokens += part(part);
    }
    return tokens;
  }

  private static long part(Part part) {
    if (part instanceof TextPart text) {
      return text(text.text());
    } else if (part instanceof ReasoningPart reasoning) {
      return text(reasoning.text()) + data(part);
    } else if (part instanceof RefusalPart refusal) {
      return text(refusal.text());
    } else if (part instanceof ToolCall call) {
      return AROUND_A_MESSAGE + text(call.name()) + text(call.argumentsJson());
    } else if (part instanceof ToolResult result) {
      return AROUND_A_MESSAGE + parts(result.content());
    } else if (part instanceof OpaquePart opaque) {
      return text(opaque.json());
    } else if (part instanceof ImagePart image) {
      return media(image.image());
    } else if (part instanceof AudioPart audio) {
      return media(audio.audio());
    }
    return part instanceof FilePart file ? media(file.file()) : MEDIA;
  }

  /** What the provider wants back, such as thoughts that only it can read. */
  private static long data(Part part) {
    return part.extras().providerData().values().stream().mapToLong(WorstCase::text).sum();
  }

  private static long media(Media media) {
    return media instanceof Media.Inline inline
        ? Math.max(MEDIA, inline.content().size() / BYTES_PER_TOKEN_OF_MEDIA)
        : MEDIA;
  }

  private static long text(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

package dev.parley.spi;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.chat.ToolDefinition;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.List;

/**
 * Guesses how many tokens a request is where nobody can count: four characters a token, as is usual
 * for English, four tokens around each message, and 1,000 for each image, sound or file.
 */
public final class TokenEstimate {
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int TOKENS_AROUND_A_MESSAGE = 4;
  private static final int CHARACTERS_FOR_MEDIA = 1_000 * CHARACTERS_PER_TOKEN;

  private TokenEstimate() {}

  /** {@return the guess for a request; never exact} */
  public static TokenCount of(ChatRequest request) {
    long characters = 0;
    for (Message message : request.messages()) {
      characters += characters(message.content());
    }
    for (ToolDefinition tool : request.tools()) {
      characters +=
          tool.name().length() + tool.description().length() + tool.parametersJson().length();
    }
    long around = (long) TOKENS_AROUND_A_MESSAGE * request.messages().size();
    return new TokenCount(around + ofCharacters(characters), false);
  }

  /** {@return the guess for a text of that length, rounded up} */
  public static long ofCharacters(long characters) {
    return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }

  private static long characters(List<Part> parts) {
    long characters = 0;
    for (Part part : parts) {
      characters += characters(part);
    }
    return characters;
  }

  private static long characters(Part part) {
    if (part instanceof TextPart text) {
      return text.text().length();
    } else if (part instanceof ReasoningPart reasoning) {
      return reasoning.text().length();
    } else if (part instanceof RefusalPart refusal) {
      return refusal.text().length();
    } else if (part instanceof ToolCall call) {
      return (long) call.name().length() + call.argumentsJson().length();
    } else if (part instanceof ToolResult result) {
      return characters(result.content());
    } else if (part instanceof OpaquePart opaque) {
      return opaque.json().length();
    }
    return CHARACTERS_FOR_MEDIA;
  }
}

package dev.parley.quickstart.stranger;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import dev.parley.message.Message;
import dev.parley.message.SystemMessage;
import dev.parley.message.UserMessage;
import java.util.StringJoiner;

/** Parley's terms in the words of parrots, and the other way round. Nothing here does I/O. */
final class ParrotWords {
  private ParrotWords() {}

  static String question(ModelId model, ChatRequest request) {
    StringJoiner lines = new StringJoiner("\n", "model " + model.model() + "\n", "\nbye\n");
    request.temperature().ifPresent(value -> lines.add("set temperature " + value));
    request.topP().ifPresent(value -> lines.add("set top-p " + value));
    request.frequencyPenalty().ifPresent(value -> lines.add("set frequency-penalty " + value));
    request.presencePenalty().ifPresent(value -> lines.add("set presence-penalty " + value));
    request.maxOutputTokens().ifPresent(value -> lines.add("set most-tokens " + value));
    request.stop().forEach(text -> lines.add("set stop " + escaped(text)));
    request.options(model.provider()).forEach((n, v) -> lines.add("set " + n + " " + escaped(v)));
    request.messages().forEach(each -> lines.add(role(each) + " " + escaped(each.text())));
    return lines.toString();
  }

  private static String role(Message message) {
    boolean user = message instanceof UserMessage;
    return user ? "user" : message instanceof SystemMessage ? "system" : "assistant";
  }

  private static String escaped(Object text) {
    return text.toString().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  static Usage usage(String readAndWritten) {
    String[] numbers = readAndWritten.split(" ", 2);
    long read = Long.parseLong(numbers[0]);
    return Usage.reported().input(read).output(Long.parseLong(numbers[1])).build();
  }

  static FinishReason reason(String word) {
    return switch (word) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      default -> new FinishReason(FinishReason.Kind.OTHER, word);
    };
  }

  static ModelException error(String kindAndText, ErrorDetails.Builder details) {
    String[] parts = kindAndText.split(" ", 2);
    ErrorDetails d = details.code(parts[0]).providerMessage(parts[parts.length - 1]).build();
    return switch (parts[0]) {
      case "key" -> new AuthenticationException("parrots take no keys; check the address", d, null);
      case "forbidden" -> new PermissionDeniedException("the parrot may not answer you", d, null);
      case "nobody" -> new NotFoundException("no parrot has that name; check it", d, null);
      case "what" -> new InvalidRequestException("the request is wrong; change it", d, null);
      case "fast" -> new RateLimitedException("too many requests; ask again later", d, null);
      default -> new UnavailableException("the parrot cannot answer; ask again later", d, null);
    };
  }
}

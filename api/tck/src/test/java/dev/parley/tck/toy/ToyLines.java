package dev.parley.tck.toy;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.config.Secret;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ProtocolException;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The protocol: a word and its arguments in each line. {@code #} begins a comment. */
final class ToyLines {
  private final List<ToolCallStarted> calls = new ArrayList<>();
  private final List<StringBuilder> arguments = new ArrayList<>();
  private @Nullable FinishReason finish;

  /** Text in one line. */
  static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  static String unescape(String line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
        c = line.charAt(i) == 'n' ? '\n' : line.charAt(i) == 'r' ? '\r' : line.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }

  static String write(String model, ChatRequest request) {
    StringBuilder body = new StringBuilder("model " + model + "\n");
    request.seed().ifPresent(seed -> body.append("seed ").append(seed).append('\n'));
    for (ToolDefinition tool : request.tools()) {
      body.append("tool ").append(tool.name()).append(' ');
      body.append(escape(tool.parametersJson())).append('\n');
    }
    for (Message message : request.messages()) {
      String role = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      message.content().forEach(part -> body.append(role).append(' ').append(line(part)));
    }
    return body.toString();
  }

  private static String line(Part part) {
    if (part instanceof TextPart text) {
      return escape(text.text()) + "\n";
    } else if (part instanceof ToolCall call) {
      return "call " + call.id() + " " + call.name() + " " + escape(call.argumentsJson()) + "\n";
    } else if (part instanceof ToolResult result) {
      StringBuilder text = new StringBuilder("result " + result.callId() + " ");
      result.content().forEach(each -> text.append(line(each).strip()));
      return text.append('\n').toString();
    }
    return "\n"; // Everything else is refused before.
  }

  /** The events of one line of an answer; those of the last word end it. */
  List<CompletionEvent> read(String line, Supplier<ErrorDetails> details, Secret key) {
    String[] words = line.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    try {
      return switch (words[0]) {
        case "text" -> List.of(new TextDelta(unescape(rest)));
        case "think" -> List.of(new ReasoningDelta(unescape(rest)));
        case "call" -> List.of(call(rest.split(" ", 2)));
        case "args" -> List.of(piece(rest.split(" ", 2)));
        case "usage" -> List.of(usage(rest.split(" ", 2)));
        case "finish" -> {
          finish = new FinishReason(FinishReason.Kind.valueOf(rest), rest);
          yield List.of();
        }
        case "bye" -> end();
        case "error" -> throw ToyErrors.told(rest, details.get(), key);
        default -> List.of(); // Comments, and what this version does not know.
      };
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ProtocolException("a wrong line; is it that server?", details.get(), e);
    }
  }

  private CompletionEvent call(String[] words) {
    ToolCallStarted call = new ToolCallStarted(calls.size(), words[0], words[1]);
    calls.add(call);
    arguments.add(new StringBuilder());
    return call;
  }

  private CompletionEvent piece(String[] words) {
    int index = Integer.parseInt(words[0]);
    String fragment = unescape(words[1]);
    arguments.get(index).append(fragment);
    return new ToolCallDelta(index, fragment);
  }

  private static CompletionEvent usage(String[] words) {
    return new UsageReported(
        Usage.reported().input(Long.parseLong(words[0])).output(Long.parseLong(words[1])).build());
  }

  private List<CompletionEvent> end() {
    List<CompletionEvent> last = new ArrayList<>();
    for (ToolCallStarted call : calls) {
      String json = arguments.get(call.index()).toString();
      last.add(new ToolCallComplete(call.index(), new ToolCall(call.id(), call.name(), json)));
    }
    if (finish != null) {
      last.add(new Finished(finish));
    }
    return last;
  }
}

package dev.parley.openai.contract;

import static dev.parley.tck.http.JsonText.quoted;

import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.WireFormat;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The Responses API as OpenAI speaks it: the last event says all again, and there is no other. */
final class ResponsesWire extends OpenAiWire {
  /** An item of the output, as far as it has been said. */
  private static final class Item {
    private final String kind;
    private final int index;
    private final String id;
    private final String tool;
    private final StringBuilder said = new StringBuilder();

    Item(String kind, int index, String id, String tool) {
      this.kind = kind;
      this.index = index;
      this.id = id;
      this.tool = tool;
    }

    String json(boolean whole) {
      String text = quoted(whole ? said.toString() : "");
      return switch (kind) {
        case "message" ->
            "{\"id\":\"msg_%d\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[%s]}"
                .formatted(
                    index,
                    whole
                        ? "{\"type\":\"output_text\",\"annotations\":[],\"text\":" + text + "}"
                        : "");
        case "reasoning" ->
            "{\"id\":\"rs_%d\",\"type\":\"reasoning\",\"encrypted_content\":\"gAAA\",\"summary\":[%s]}"
                .formatted(index, whole ? "{\"type\":\"summary_text\",\"text\":" + text + "}" : "");
        default ->
            "{\"id\":\"fc_%d\",\"type\":\"function_call\",\"call_id\":%s,\"name\":%s,\"arguments\":%s}"
                .formatted(index, quoted(id), quoted(tool), text);
      };
    }
  }

  private final List<Beat> beats;
  private final List<Item> items = new ArrayList<>();
  private final List<Item> calls = new ArrayList<>();
  private int number;

  ResponsesWire() {
    this(List.of());
  }

  private ResponsesWire(List<Beat> beats) {
    this.beats = beats;
  }

  @Override
  public Provider open(URI server, String key) {
    return OpenAi.builder()
        .baseUrl(server.resolve("/v1"))
        .apiKey(Secret.of(key))
        .set("api", "responses")
        .build();
  }

  @Override
  public WireFormat inStream(List<Beat> said) {
    return new ResponsesWire(said);
  }

  @Override
  public String preamble() {
    String answer = answer("in_progress", "null", "");
    return event("response.created", "\"response\":" + answer)
        + event("response.in_progress", "\"response\":" + answer);
  }

  @Override
  public String frame(Beat beat) {
    if (beat instanceof Beat.KeepAlive) {
      return ": keep-alive\n\n";
    } else if (beat instanceof Beat.Tokens) {
      return ": the last event tells them\n\n";
    } else if (beat instanceof Beat.Malformed) {
      return "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\"\n\n";
    } else if (beat instanceof Beat.Broken broken) {
      return event("error", failed(broken.failure()));
    } else if (beat instanceof Beat.Finish finish) {
      return last(finish);
    } else if (beat instanceof Beat.Text text) {
      return piece("message", "output_text", "\"content_index\":0", text.text());
    } else if (beat instanceof Beat.Reasoning thought) {
      return piece("reasoning", "reasoning_summary_text", "\"summary_index\":0", thought.text());
    } else if (beat instanceof Beat.CallStarted call) {
      Item item = add(new Item("call", items.size(), call.id(), call.tool()));
      calls.add(item);
      return added(item);
    } else if (beat instanceof Beat.CallPiece piece) {
      return delta(calls.get(piece.index()), "function_call_arguments", "", piece.json());
    }
    throw new IllegalArgumentException("No frame: " + beat);
  }

  private Item add(Item item) {
    items.add(item);
    return item;
  }

  private String added(Item item) {
    return event(
        "response.output_item.added",
        "\"output_index\":%d,\"item\":%s".formatted(item.index, item.json(false)));
  }

  private String piece(String kind, String event, String place, String text) {
    Item last = items.isEmpty() ? null : items.get(items.size() - 1);
    boolean begun = last != null && last.kind.equals(kind);
    Item item = begun ? last : add(new Item(kind, items.size(), "", ""));
    return (begun ? "" : added(item)) + delta(item, event, "," + place, text);
  }

  private String delta(Item item, String event, String place, String text) {
    item.said.append(text);
    return event(
        "response." + event + ".delta",
        "\"output_index\":%d%s,\"delta\":%s".formatted(item.index, place, quoted(text)));
  }

  private String last(Beat.Finish finish) {
    StringBuilder frames = new StringBuilder();
    for (Item item : items) {
      frames.append(
          event(
              "response.output_item.done",
              "\"output_index\":%d,\"item\":%s".formatted(item.index, item.json(true))));
    }
    String status = status(finish);
    return frames + event("response." + status, "\"response\":" + answer(finish));
  }

  private static String status(Beat.Finish finish) {
    return switch (finish.reason()) {
      case STOP, TOOL_CALLS -> "completed";
      default -> "incomplete";
    };
  }

  private String answer(Beat.Finish finish) {
    String reason =
        switch (finish.reason()) {
          case LENGTH -> "{\"reason\":\"max_output_tokens\"}";
          case CONTENT_FILTER -> "{\"reason\":\"content_filter\"}";
          default -> "null";
        };
    return answer(
        status(finish),
        reason,
        items.stream().map(item -> item.json(true)).collect(Collectors.joining(",")));
  }

  private String answer(String status, String reason, String output) {
    return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"%s\",\"error\":null,\"incomplete_details\":%s,\"model\":\"tck-model-2026\",\"output\":[%s],\"usage\":%s}"
        .formatted(status, reason, output, status.equals("in_progress") ? "null" : usage());
  }

  private String usage() {
    return beats.stream()
        .filter(Beat.Tokens.class::isInstance)
        .map(Beat.Tokens.class::cast)
        .map(
            tokens ->
                "{\"input_tokens\":%d,\"output_tokens\":%d,\"total_tokens\":%d}"
                    .formatted(tokens.input(), tokens.output(), tokens.input() + tokens.output()))
        .findFirst()
        .orElse("null");
  }

  private String event(String type, String fields) {
    return "event: %s\ndata: {\"type\":\"%s\",\"sequence_number\":%d,%s}\n\n"
        .formatted(type, type, number++, fields);
  }

  private static String failed(Failure failure) {
    return "\"code\":\"server_error\",\"message\":%s,\"param\":null"
        .formatted(quoted(failure.message()));
  }

  @Override
  public String lastWord() {
    return "";
  }

  @Override
  public Reply whole(List<Beat> said) {
    ResponsesWire words = new ResponsesWire(said);
    Beat.Finish finish = null;
    for (Beat beat : said) {
      if (beat instanceof Beat.Finish last) {
        finish = last;
      } else if (!(beat instanceof Beat.Pause)) {
        String unused = words.frame(beat);
      }
    }
    String answer = finish == null ? words.answer("in_progress", "null", "") : words.answer(finish);
    return Reply.json(200, answer);
  }
}

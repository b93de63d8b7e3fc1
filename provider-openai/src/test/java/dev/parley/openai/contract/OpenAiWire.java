package dev.parley.openai.contract;

import static dev.parley.tck.http.JsonText.quoted;

import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.WireFormat;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Chat Completions as OpenAI speaks it. */
class OpenAiWire implements WireFormat {
  private static final Map<Failure.Kind, String> CODES =
      Map.of(
          Failure.Kind.AUTHENTICATION, "invalid_api_key",
          Failure.Kind.NOT_FOUND, "model_not_found",
          Failure.Kind.CONTEXT_TOO_LONG, "context_length_exceeded",
          Failure.Kind.CONTENT_FILTERED, "content_filter",
          Failure.Kind.RATE_LIMITED, "rate_limit_exceeded",
          Failure.Kind.QUOTA_EXHAUSTED, "insufficient_quota");

  @Override
  public Provider open(URI server, String key) {
    return OpenAi.builder().baseUrl(server.resolve("/v1")).apiKey(Secret.of(key)).build();
  }

  @Override
  public boolean hasKeys() {
    return true;
  }

  @Override
  public boolean wantsStream(RecordedRequest request) {
    return request.text().contains("\"stream\":true");
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String preamble() {
    return choice("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  @Override
  public String frame(Beat beat) {
    if (beat instanceof Beat.KeepAlive) {
      return ": keep-alive\n\n";
    } else if (beat instanceof Beat.Malformed) {
      return "data: {\"choices\":[{\n\n";
    } else if (beat instanceof Beat.Broken broken) {
      return "data: " + error(broken.failure()) + "\n\n";
    } else if (beat instanceof Beat.Finish finish) {
      return choice("{}", quoted(word(finish)));
    } else if (beat instanceof Beat.Tokens tokens) {
      return chunk("[],\"usage\":" + usage(tokens));
    }
    return choice(delta(beat), "null");
  }

  private static String delta(Beat beat) {
    if (beat instanceof Beat.Text text) {
      return "{\"content\":" + quoted(text.text()) + "}";
    } else if (beat instanceof Beat.Reasoning thought) {
      return "{\"reasoning_content\":" + quoted(thought.text()) + "}";
    } else if (beat instanceof Beat.CallStarted call) {
      return "{\"tool_calls\":[{\"index\":%d,\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":\"\"}}]}"
          .formatted(call.index(), quoted(call.id()), quoted(call.tool()));
    } else if (beat instanceof Beat.CallPiece piece) {
      return "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":%s}}]}"
          .formatted(piece.index(), quoted(piece.json()));
    }
    throw new IllegalArgumentException("No delta: " + beat);
  }

  private static String choice(String delta, String finishReason) {
    return chunk(
        "[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]".formatted(delta, finishReason));
  }

  private static String chunk(String choices) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"tck-model-2026\",\"choices\":"
        + choices
        + "}\n\n";
  }

  private static String word(Beat.Finish finish) {
    return finish.reason().name().toLowerCase(Locale.ROOT);
  }

  private static String usage(Beat.Tokens tokens) {
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(tokens.input(), tokens.output(), tokens.input() + tokens.output());
  }

  @Override
  public String lastWord() {
    return "data: [DONE]\n\n";
  }

  @Override
  public Reply whole(List<Beat> beats) {
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    List<Beat.CallStarted> calls = new ArrayList<>();
    List<StringBuilder> arguments = new ArrayList<>();
    String finishReason = "stop";
    String usage = "null";
    for (Beat beat : beats) {
      if (beat instanceof Beat.Text more) {
        text.append(more.text());
      } else if (beat instanceof Beat.Reasoning more) {
        thoughts.append(more.text());
      } else if (beat instanceof Beat.CallStarted call) {
        calls.add(call);
        arguments.add(new StringBuilder());
      } else if (beat instanceof Beat.CallPiece piece) {
        arguments.get(piece.index()).append(piece.json());
      } else if (beat instanceof Beat.Finish finish) {
        finishReason = word(finish);
      } else if (beat instanceof Beat.Tokens tokens) {
        usage = usage(tokens);
      }
    }
    List<String> written = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      written.add(
          "{\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
              .formatted(
                  quoted(calls.get(i).id()),
                  quoted(calls.get(i).tool()),
                  quoted(arguments.get(i).toString())));
    }
    String message =
        "{\"role\":\"assistant\",\"content\":%s,\"reasoning_content\":%s,\"tool_calls\":%s}"
            .formatted(quoted(text.toString()), quoted(thoughts.toString()), written);
    return Reply.json(
        200,
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"model\":\"tck-model-2026\",\"choices\":[{\"index\":0,\"message\":%s,\"finish_reason\":%s}],\"usage\":%s}"
            .formatted(message, quoted(finishReason), usage));
  }

  @Override
  public Reply refusal(Failure failure) {
    Reply reply = Reply.json(failure.kind().status(), error(failure));
    if (failure.retryAfter().isPresent()) {
      reply = reply.header("Retry-After", String.valueOf(failure.retryAfter().get().toSeconds()));
    }
    return failure.requestId().isPresent()
        ? reply.header("x-request-id", failure.requestId().get())
        : reply;
  }

  private static String error(Failure failure) {
    return "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}"
        .formatted(
            quoted(failure.message()),
            quoted(failure.kind().status() < 500 ? "invalid_request_error" : "server_error"),
            CODES.containsKey(failure.kind()) ? quoted(CODES.get(failure.kind())) : "null");
  }
}

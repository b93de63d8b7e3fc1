package dev.parley.llamalocal.contract;

import static dev.parley.tck.http.JsonText.quoted;
import static java.util.Objects.requireNonNull;

import dev.parley.config.Secret;
import dev.parley.llamalocal.LlamaLocal;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import dev.parley.tck.Failure.Kind;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Chat Completions as llama-server speaks it (observed, 0.7.0), perhaps behind a proxy. */
final class LlamaWire implements WireFormat {
  private static final String BEGIN =
      "[{\"finish_reason\":null,\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]";

  /** What it says itself; all else comes from a proxy in front. */
  private static final Map<Kind, String> TYPES =
      Map.of(
          Kind.AUTHENTICATION, "authentication_error",
          Kind.PERMISSION, "permission_error",
          Kind.NOT_FOUND, "not_found_error",
          Kind.INVALID_REQUEST, "invalid_request_error",
          Kind.CONTEXT_TOO_LONG, "exceed_context_size_error",
          Kind.BROKEN, "server_error");

  private final String properties;

  /** Tells of its model what a real server told; the file names which. */
  LlamaWire(String properties) {
    this.properties = real(properties);
  }

  private static String real(String file) {
    try (InputStream in = LlamaWire.class.getResourceAsStream("/llama-server-0.7.0/" + file)) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Provider open(URI server, String key) {
    return LlamaLocal.builder().server(server).apiKey(() -> Secret.of(key)).offline(true).build();
  }

  @Override
  public boolean hasKeys() {
    return true;
  }

  @Override
  public Optional<Reply> aside(RecordedRequest request) {
    return request.path().equals("/props")
        ? Optional.of(Reply.json(200, properties))
        : Optional.empty();
  }

  @Override
  public boolean wantsStream(RecordedRequest request) {
    return request.text().contains("\"stream\":true");
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  /** How far the prompt is read, and the role each time. */
  @Override
  public String preamble() {
    return progress(2) + progress(9) + chunk(BEGIN, "");
  }

  private static String progress(int processed) {
    return chunk(
        BEGIN,
        ",\"prompt_progress\":{\"total\":9,\"cache\":2,\"processed\":%d,\"time_ms\":1}"
            .formatted(processed));
  }

  @Override
  public String frame(Beat beat) {
    if (beat instanceof Beat.KeepAlive) {
      return ":\n\n";
    } else if (beat instanceof Beat.Malformed) {
      return "data: {\"choices\":[{\n\n";
    } else if (beat instanceof Beat.Broken broken) {
      return "data: " + error(500, "server_error", broken.failure()) + "\n\n";
    } else if (beat instanceof Beat.Finish finish) {
      return choice(quoted(finish.reason().name().toLowerCase(Locale.ROOT)), "{}");
    } else if (beat instanceof Beat.Tokens tokens) {
      return chunk("[]", usage(tokens));
    }
    return choice("null", delta(beat));
  }

  private static String delta(Beat beat) {
    if (beat instanceof Beat.Text text) {
      return "{\"content\":" + quoted(text.text()) + "}";
    } else if (beat instanceof Beat.Reasoning thought) {
      return "{\"reasoning_content\":" + quoted(thought.text()) + "}";
    } else if (beat instanceof Beat.CallStarted call) {
      return """
      {"tool_calls":[{"index":%d,"id":%s,"type":"function","function":{"name":%s,"arguments":""}}]}"""
          .formatted(call.index(), quoted(call.id()), quoted(call.tool()));
    } else if (beat instanceof Beat.CallPiece piece) {
      return "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":%s}}]}"
          .formatted(piece.index(), quoted(piece.json()));
    }
    throw new IllegalArgumentException("No delta: " + beat);
  }

  private static String choice(String finishReason, String delta) {
    return chunk(
        "[{\"finish_reason\":%s,\"index\":0,\"delta\":%s}]".formatted(finishReason, delta), "");
  }

  private static String chunk(String choices, String more) {
    return "data: {\"choices\":"
        + choices
        + ",\"created\":1795246588,\"id\":\"chatcmpl-CZtY\",\"model\":\"s.gguf\""
        + ",\"system_fingerprint\":\"b11669-Debian\",\"object\":\"chat.completion.chunk\""
        + more
        + "}\n\n";
  }

  private static String usage(Beat.Tokens tokens) {
    return """
    ,"usage":{"completion_tokens":%2$d,"prompt_tokens":%1$d,"total_tokens":%3$d,\
    "prompt_tokens_details":{"cached_tokens":0}},\
    "timings":{"cache_n":0,"prompt_n":%1$d,"prompt_ms":1.4,"predicted_n":%2$d,"predicted_ms":0.8}"""
        .formatted(tokens.input(), tokens.output(), tokens.input() + tokens.output());
  }

  @Override
  public String lastWord() {
    return "data: [DONE]\n\n";
  }

  /** A plain call is a stream underneath, since only a stream can be cancelled at once. */
  @Override
  public Reply whole(List<Beat> beats) {
    throw new IllegalStateException("llama-local asked for a whole answer");
  }

  @Override
  public Reply refusal(Failure failure) {
    Reply reply =
        TYPES.containsKey(failure.kind())
            ? Reply.json(
                failure.kind().status(),
                error(failure.kind().status(), TYPES.get(failure.kind()), failure))
            : byProxy(failure);
    if (failure.retryAfter().isPresent()) {
      reply = reply.header("Retry-After", String.valueOf(failure.retryAfter().get().toSeconds()));
    }
    return failure.requestId().isPresent()
        ? reply.header("x-request-id", failure.requestId().get())
        : reply;
  }

  private static String error(int status, String type, Failure failure) {
    String sizes =
        failure.kind() == Kind.CONTEXT_TOO_LONG ? ",\"n_prompt_tokens\":2243,\"n_ctx\":512" : "";
    return "{\"error\":{\"code\":%d,\"message\":%s,\"type\":%s%s}}"
        .formatted(status, quoted(failure.message()), quoted(type), sizes);
  }

  /** Its own 503 means that it loads its model, for which the provider waits. */
  private static Reply byProxy(Failure failure) {
    int status =
        switch (failure.kind()) {
          case RATE_LIMITED, UNAVAILABLE -> failure.kind().status();
          case QUOTA_EXHAUSTED -> 402;
          default ->
              throw new NotPlayableException(
                  "no status means " + failure.kind() + ", and llama-server has none of it");
        };
    return new Reply(
        status,
        Map.of("Content-Type", "text/html"),
        ("<html>" + failure.message() + "</html>").getBytes(StandardCharsets.UTF_8));
  }
}

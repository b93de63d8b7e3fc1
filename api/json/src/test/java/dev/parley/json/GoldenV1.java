package dev.parley.json;

import static java.util.Map.entry;

import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.AudioDelta;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.RateLimits;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.Timeouts;
import dev.parley.chat.TokenLogprob;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Bytes;
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
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the files of {@code golden/v1} hold. Like them, only added to. */
final class GoldenV1 {
  private static final Instant AT = Instant.parse("2026-11-21T10:15:30Z");
  private static final ModelId MODEL = ModelId.parse("work:gpt:5");
  private static final Extras EXTRAS =
      Extras.NONE
          .withProviderData("work", "{\"id\":\"rs_1\",\n \"n\":1.0}")
          .withUnknownField("later", "{ \"a\":1.0, \"b\":[1e2,\"\\u0041\\/\"] }");
  private static final ToolCall CALL = new ToolCall("call_1", "weather", "{\"city\": \"Zü", EXTRAS);
  private static final List<TokenLogprob> LOGPROBS =
      List.of(
          new TokenLogprob(
              "Hi",
              -0.25,
              Optional.of(Bytes.of(new byte[] {72, 105})),
              List.of(
                  new TokenLogprob("Ho", Double.NEGATIVE_INFINITY, Optional.empty(), List.of()))));
  private static final Usage USAGE =
      Usage.reported()
          .input(9)
          .output(5)
          .total(15)
          .cachedInput(4)
          .reasoning(3)
          .audioInput(2)
          .audioOutput(1)
          .detail("cost", new BigDecimal("0.0050"))
          .inputTime(Duration.ofMillis(1500))
          .outputTime(Duration.ofSeconds(90))
          .build();
  private static final RateLimits LIMITS =
      new RateLimits(
          Map.of(
              "requests",
              new RateLimits.Bucket(
                  OptionalLong.of(60), OptionalLong.of(59), Optional.of(Duration.ofSeconds(1)))));
  private static final List<Warning> WARNINGS = List.of(new Warning("seed", "Ignored."));
  private static final String TEXT = "Grüße, \"😀\"\n\\ \u0007 \ud83d";

  /** By the names of the files. */
  static final Map<String, Object> VALUES =
      Map.ofEntries(
          entry("message-system", Message.system("Be brief.")),
          entry("message-user", Message.user("Hello")),
          entry("message-assistant", new AssistantMessage(List.of(), EXTRAS)),
          entry("message-tool", Message.tool(ToolResult.of(CALL, "sunny"))),
          entry("part-text", Message.user(new TextPart(TEXT, EXTRAS))),
          entry("entry-said", Entry.of(Message.user("Hello"), AT)),
          entry(
              "entry-answered",
              new Entry(
                  Message.assistant("Hi"),
                  AT.plusNanos(1),
                  Optional.of(
                      new CompletionInfo(
                          MODEL,
                          Usage.reported().input(3).output(1).build(),
                          Optional.of(new FinishReason(FinishReason.Kind.STOP, "stop")))),
                  EXTRAS)),
          entry(
              "entry-partial",
              new Entry(
                  Message.assistant("H"),
                  AT,
                  Optional.of(new CompletionInfo(MODEL, Usage.NONE, Optional.empty())),
                  Extras.NONE)),
          entry(
              "part-image",
              Message.user(
                  Part.image(Media.inline("image/png", new byte[] {0, -1, 7})),
                  new ImagePart(
                      Media.link("https://example.com/a.png?b=1"), Optional.of("low"), EXTRAS),
                  Part.image(new Media.Uploaded("file_1")))),
          entry(
              "part-audio",
              Message.user(
                  new AudioPart(
                      Media.inline("audio/wav", new byte[] {1}), Optional.of("la"), EXTRAS))),
          entry(
              "part-file",
              Message.user(
                  new FilePart(
                      Media.inline("application/pdf", new byte[] {2}),
                      Optional.of("a.pdf"),
                      EXTRAS))),
          entry("part-reasoning", assistant(new ReasoningPart("Hm.", EXTRAS))),
          entry("part-refusal", assistant(new RefusalPart("No.", EXTRAS))),
          entry("part-tool-call", assistant(CALL)),
          entry(
              "part-tool-result",
              Message.tool(
                  new ToolResult(
                      "call_1",
                      List.of(Part.text("down"), Part.image(new Media.Uploaded("f"))),
                      true,
                      EXTRAS))),
          entry(
              "part-opaque",
              assistant(
                  new OpaquePart("scent", "{\"n\":1.0,\"type\":\"scent\"}", Extras.NONE),
                  new OpaquePart("scent", "{ not JSON", EXTRAS))),
          entry("request-small", ChatRequest.of("Hello")),
          entry("request-full", request()),
          entry("completion-small", Completion.builder(MODEL).build()),
          entry("completion-full", completion()),
          entry("completion-failures", failures()),
          entry(
              "event-started",
              new Started("c1", "gpt-5-1", WARNINGS, Optional.of("req_1"), LIMITS, EXTRAS)),
          entry("event-text-delta", new TextDelta("Hi", LOGPROBS, EXTRAS)),
          entry("event-reasoning-delta", new ReasoningDelta("Hm", EXTRAS)),
          entry("event-refusal-delta", new RefusalDelta("No", LOGPROBS, EXTRAS)),
          entry(
              "event-audio-delta",
              new AudioDelta(
                  new Media.Inline("audio/pcm", Bytes.of(new byte[] {1, 2})), "la", EXTRAS)),
          entry("event-tool-call-started", new ToolCallStarted(1, "call_1", "weather", EXTRAS)),
          entry("event-tool-call-delta", new ToolCallDelta(1, "{\"ci", EXTRAS)),
          entry("event-tool-call-complete", new ToolCallComplete(1, CALL, EXTRAS)),
          entry("event-annotation", new Annotation("url_citation", "{\"n\":1.0}", EXTRAS)),
          entry("event-progress", new Progress(3, 12, EXTRAS)),
          entry("event-usage", new UsageReported(USAGE, EXTRAS)),
          entry("event-usage-estimated", new UsageReported(Usage.estimated(3, 4))),
          entry("event-finished", new Finished(FinishReason.LENGTH, EXTRAS)),
          entry("event-provider", new ProviderEvent("work", "service_tier", "\"flex\"", EXTRAS)),
          entry(
              "event-unknown",
              new ProviderEvent(
                  "parley", "applause", "{\"v\":1,\"type\":\"applause\",\"volume\":1.0}")));

  private GoldenV1() {}

  private static Message assistant(Part... parts) {
    return new AssistantMessage(List.of(parts), Extras.NONE);
  }

  private static ChatRequest request() {
    Timeouts timeouts =
        Timeouts.UNSET
            .with(Timeouts.Kind.CONNECT, Duration.ofSeconds(1))
            .with(Timeouts.Kind.FIRST_EVENT, Duration.ofMinutes(2))
            .with(Timeouts.Kind.SILENCE, Duration.ofMillis(1500))
            .with(Timeouts.Kind.WHOLE, Duration.ZERO);
    return ChatRequest.builder()
        .system("Be brief.")
        .user("Weather?")
        .tool(new ToolDefinition("weather", "Tells it.", ToolDefinition.NO_PARAMETERS, true))
        .tool(ToolDefinition.of("clock", "", "{}"))
        .toolChoice(ToolChoice.named("weather"))
        .responseFormat(ResponseFormat.jsonSchema("answer", "{\"type\": \"object\"}"))
        .stop(List.of("END", "\n"))
        .reasoningEffort(ReasoningEffort.XHIGH)
        .temperature(0.7)
        .topP(1)
        .maxOutputTokens(100)
        .seed(-7)
        .frequencyPenalty(-0.5)
        .presencePenalty(0.5)
        .topLogprobs(2)
        .timeouts(timeouts)
        .option("work", "user", "me")
        .option("work", "list", List.of(1, 0.5, true, Map.of("a", List.of())))
        .rawChunks(true)
        .extras(EXTRAS.withUnknownField("/timeouts/pause", "\"PT1S\""))
        .build();
  }

  private static Completion completion() {
    return Completion.builder(MODEL)
        .id("c1")
        .answeredBy("gpt-5-1")
        .message(new AssistantMessage(List.of(Part.text("Hi")), EXTRAS))
        .finishReason(new FinishReason(FinishReason.Kind.STOP, "eos"))
        .usage(USAGE)
        .warnings(WARNINGS)
        .annotations(List.of(new Annotation("url_citation", "{}", EXTRAS)))
        .logprobs(LOGPROBS)
        .refusalLogprobs(LOGPROBS)
        .requestId("req_1")
        .rateLimits(LIMITS)
        .providerFields(Map.of("service_tier", "\"flex\""))
        .rawJson("{\"id\":\n\"c1\"}")
        .extras(EXTRAS.withUnknownField("/usage/seen", "1.0"))
        .build();
  }

  /** Errors of all types, and one with all that an error may carry. */
  private static Completion failures() {
    ErrorDetails full =
        ErrorDetails.builder(MODEL)
            .status(503)
            .requestId("req_1")
            .code("overloaded")
            .providerMessage("Busy: \"later\"")
            .retryable(false)
            .retryAfter(Duration.ofSeconds(2))
            .rateLimits(LIMITS)
            .attempts(3)
            .partial(Completion.builder(MODEL).content(List.of(Part.text("H"))).build())
            .build();
    FailedAttempt first =
        new FailedAttempt(new AuthenticationException("no", full, null), Duration.ZERO);
    Stream<FailedAttempt> all =
        errors("it went wrong", ErrorDetails.of(MODEL)).stream()
            .map(failure -> new FailedAttempt(failure, Duration.ofMillis(250)));
    return Completion.builder(MODEL)
        .failedAttempts(Stream.concat(Stream.of(first), all).toList())
        .build();
  }

  private static List<ModelException> errors(String p, ErrorDetails d) {
    return List.of(
        new AuthenticationException(p, d, null),
        new CancelledException(p, d, null),
        new ContentFilteredException(p, d, null),
        new ContextTooLongException(p, d, OptionalLong.of(8), OptionalLong.of(9), null),
        new InterruptedStreamException(p, d, null),
        new InvalidRequestException(p, d, null),
        new NotFoundException(p, d, null),
        new PermissionDeniedException(p, d, null),
        new ProtocolException(p, d, null),
        new QuotaExhaustedException(p, d, null),
        new RateLimitedException(p, d, null),
        new RefusedLocallyException(p, d, Limiter.RATE_LIMIT, null),
        new RefusedLocallyException(p, d, Limiter.CIRCUIT_BREAKER, null),
        new RefusedLocallyException(p, d, Limiter.BULKHEAD, null),
        new RefusedLocallyException(p, d, Limiter.OFFLINE, null),
        new TimedOutException(p, d, Timeouts.Kind.FIRST_EVENT, Duration.ofSeconds(2), null),
        new TransportException(p, d, null),
        new UnavailableException(p, d, null),
        new UnsupportedFeatureException(p, d, Capability.JSON_SCHEMA, null));
  }
}

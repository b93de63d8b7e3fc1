package dev.parley.json;

import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
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
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Random values of every type, the odd ones among them. */
final class Some {
  /** Values as a newer version may spell them. */
  static final List<String> VALUES =
      List.of(
          "1.0",
          "1e2",
          "-0",
          "1E-5",
          "123456789012345678901234567890.10",
          "null",
          "true",
          "\"\"",
          "\"\\u0041\\/\\n\"",
          "\"\\ud83d\"",
          "\"é😀\u2028\"",
          "[]",
          "[1 ,\t[ ] ]",
          "{}",
          "{ \"b\":1, \"a\" : {\"b\":[null]},\"b\":2}");

  private static final List<String> WORDS =
      List.of(
          "",
          "a",
          "Hello, world",
          "\"quoted\" \\ / \b\f\n\r\t\u0000\u001f\u007f",
          "é😀\u2028\u2029\ufeff",
          "\ud83d",
          "\ude00\ud83d",
          "{\"json\":[1.50]}",
          "null",
          "/a~b");

  private final Random random;

  Some(long seed) {
    random = new Random(seed);
  }

  boolean maybe() {
    return random.nextBoolean();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  <T> List<T> list(Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }

  private <T> Optional<T> optional(Supplier<T> one) {
    return maybe() ? Optional.of(one.get()) : Optional.empty();
  }

  private <T> Map<String, T> map(Supplier<T> one) {
    Map<String, T> map = new LinkedHashMap<>();
    list(this::fieldName).forEach(name -> map.put(name, one.get()));
    return map;
  }

  String text() {
    String text = of(WORDS);
    return maybe() ? text : text + of(WORDS);
  }

  /** No name of a field has halves of surrogate pairs. */
  String fieldName() {
    return text().replaceAll("\\p{Cs}", "");
  }

  private String id() {
    return "id" + text();
  }

  private String name() {
    return of(List.of("a", "get_weather", "X-9"));
  }

  private long number() {
    return of(List.of(0L, 1L, -1L, 42L, Long.MAX_VALUE / 4, Long.MIN_VALUE / 4));
  }

  private OptionalLong optionalNumber() {
    return maybe() ? OptionalLong.of(number()) : OptionalLong.empty();
  }

  private int integer() {
    return of(List.of(0, 1, 7, Integer.MAX_VALUE));
  }

  private Duration duration() {
    return of(
        List.of(
            Duration.ZERO,
            Duration.ofMillis(1500),
            Duration.ofNanos(1),
            Duration.ofDays(400),
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
  }

  private double decimal() {
    return of(List.of(0.0, -0.0, 0.1, 1e300, -2.5, Double.MIN_VALUE));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(5)];
    random.nextBytes(bytes);
    return bytes;
  }

  private ModelId model() {
    return of(List.of(new ModelId("openai", "m"), new ModelId(" work", ":é/ x:")));
  }

  Extras extras() {
    Extras extras = Extras.NONE;
    for (String instance : list(this::fieldName)) {
      extras = extras.withProviderData(instance, text());
    }
    for (String name : list(this::fieldName)) {
      extras = extras.withUnknownField(name.replace("/", "") + "new", of(VALUES));
    }
    return extras;
  }

  private Media.Inline inline() {
    return new Media.Inline(
        of(List.of("image/png", "x/y; z=\"é\"")), dev.parley.message.Bytes.of(bytes()));
  }

  private Media media() {
    return switch (random.nextInt(3)) {
      case 0 -> inline();
      case 1 -> new Media.Link(URI.create("https://example.com/é?q=%20#f"));
      default -> new Media.Uploaded(id());
    };
  }

  private Part.ToolCall call() {
    return new Part.ToolCall(id(), id(), text(), extras());
  }

  private Part.ToolResult result() {
    List<Part> content = random.nextInt(3) == 0 ? list(this::part) : List.of(Part.text("x"));
    return new Part.ToolResult(id(), content, maybe(), extras());
  }

  private Part.OpaquePart opaque() {
    List<String> texts =
        List.of(
            "{\"type\":\"new\",\"x\":1.0}",
            "{ \"x\" : {\"providerData\":1}, \"type\":\"new\", \"providerData\":[1e2]}",
            "{\"type\":\"image\",\"hologram\":true}",
            "{\"type\":\"text\",\"text\":\"known\"}",
            "{\"type\":\"new\",\n\"x\":1}",
            " {\"type\":\"new\"}",
            "{\"type\":\"new\",\"x\":\"\ud83d\"}",
            "{\"type\":\"new\"",
            "[]",
            "");
    return new Part.OpaquePart(
        of(List.of("new", "image", "text", "opaque", "é\n")),
        of(texts),
        maybe() ? Extras.NONE : extras());
  }

  Part part() {
    return switch (random.nextInt(9)) {
      case 0 -> new Part.TextPart(text(), extras());
      case 1 -> new Part.ImagePart(media(), optional(this::text), extras());
      case 2 -> new Part.AudioPart(media(), optional(this::text), extras());
      case 3 -> new Part.FilePart(media(), optional(this::text), extras());
      case 4 -> new Part.ReasoningPart(text(), extras());
      case 5 -> new Part.RefusalPart(text(), extras());
      case 6 -> call();
      case 7 -> result();
      default -> opaque();
    };
  }

  private AssistantMessage assistant() {
    return new AssistantMessage(list(this::part), extras());
  }

  Message message() {
    return switch (random.nextInt(4)) {
      case 0 -> new SystemMessage(list(this::part), extras());
      case 1 -> new UserMessage(list(this::part), extras());
      case 2 -> assistant();
      default -> new ToolMessage(list(() -> maybe() ? result() : opaque()), extras());
    };
  }

  private Object option(int depth) {
    return switch (random.nextInt(depth > 2 ? 4 : 6)) {
      case 0 -> text();
      case 1 -> maybe();
      case 2 -> (int) number();
      case 3 ->
          of(
              List.<Object>of(
                  0.5,
                  1e300,
                  Long.MAX_VALUE,
                  new BigInteger("123456789012345678901234567890"),
                  new BigDecimal("1.50"),
                  new BigDecimal("1E+3")));
      case 4 -> list(() -> option(depth + 1));
      default -> map(() -> option(depth + 1));
    };
  }

  ChatRequest request() {
    ChatRequest.Builder request = ChatRequest.builder().message(message());
    request.messages(list(this::message));
    list(() -> new ToolDefinition(name(), text(), "{}" + text(), maybe())).forEach(request::tool);
    optional(() -> of(List.of(ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.named(id()))))
        .ifPresent(request::toolChoice);
    optional(
            () ->
                of(
                    List.of(
                        ResponseFormat.TEXT,
                        ResponseFormat.JSON,
                        new ResponseFormat.JsonSchema(name(), text(), maybe()))))
        .ifPresent(request::responseFormat);
    request.stop(list(this::text));
    optional(() -> of(List.of(ReasoningEffort.values()))).ifPresent(request::reasoningEffort);
    optional(() -> Math.abs(decimal())).ifPresent(request::temperature);
    optional(() -> Math.abs(decimal())).ifPresent(request::topP);
    optional(() -> 1 + below(9)).ifPresent(request::maxOutputTokens);
    optional(this::number).ifPresent(request::seed);
    optional(this::decimal).ifPresent(request::frequencyPenalty);
    optional(this::decimal).ifPresent(request::presencePenalty);
    optional(this::integer).ifPresent(request::topLogprobs);
    Timeouts timeouts = Timeouts.UNSET;
    for (Timeouts.Kind kind : list(() -> of(List.of(Timeouts.Kind.values())))) {
      timeouts = timeouts.with(kind, duration());
    }
    request.timeouts(timeouts);
    for (String provider : list(this::fieldName)) {
      map(() -> option(0)).forEach((name, value) -> request.option(provider, name, value));
    }
    optional(() -> "key-" + integer()).ifPresent(request::idempotencyKey);
    return request.rawChunks(maybe()).extras(extras()).build();
  }

  private Usage usage() {
    return switch (random.nextInt(3)) {
      case 0 -> Usage.NONE;
      case 1 -> Usage.estimated(number(), number()).plus(maybe() ? Usage.NONE : reported());
      default -> reported();
    };
  }

  private Usage reported() {
    Usage.Builder usage = Usage.reported().input(number()).output(number());
    optional(this::number).ifPresent(usage::total);
    optional(this::number).ifPresent(usage::cachedInput);
    optional(this::number).ifPresent(usage::reasoning);
    optional(this::number).ifPresent(usage::audioInput);
    optional(this::number).ifPresent(usage::audioOutput);
    optional(() -> Duration.ofMillis(below(9_999))).ifPresent(usage::inputTime);
    optional(() -> Duration.ofMillis(below(9_999))).ifPresent(usage::outputTime);
    map(() -> new BigDecimal(of(List.of("0.50", "-1", "1E+9", "123456789.987654321"))))
        .forEach(usage::detail);
    return usage.build();
  }

  private List<Warning> warnings() {
    return list(() -> new Warning("s" + text(), "m" + text()));
  }

  private FinishReason finishReason() {
    return new FinishReason(of(List.of(FinishReason.Kind.values())), text());
  }

  private RateLimits rateLimits() {
    return new RateLimits(
        map(
            () ->
                new RateLimits.Bucket(
                    optionalNumber(), optionalNumber(), optional(this::duration))));
  }

  private TokenLogprob logprob(int depth) {
    double odd = of(List.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.25));
    return new TokenLogprob(
        text(),
        odd,
        optional(() -> dev.parley.message.Bytes.of(bytes())),
        depth > 1 ? List.of() : list(() -> logprob(depth + 1)));
  }

  private List<TokenLogprob> logprobs() {
    return list(() -> logprob(0));
  }

  private Annotation annotation() {
    return new Annotation(text(), text(), extras());
  }

  Completion completion() {
    return completion(0);
  }

  private Completion completion(int depth) {
    Completion.Builder completion =
        Completion.builder(model())
            .id(text())
            .answeredBy(text())
            .message(assistant())
            .usage(usage())
            .warnings(warnings())
            .annotations(list(this::annotation))
            .logprobs(logprobs())
            .refusalLogprobs(logprobs())
            .requestId(optional(this::text).orElse(null))
            .rateLimits(rateLimits())
            .providerFields(map(this::text))
            .rawJson(optional(this::text).orElse(null))
            .extras(extras());
    optional(this::finishReason).ifPresent(completion::finishReason);
    if (depth < 2) {
      completion.failedAttempts(list(() -> new FailedAttempt(failure(depth), duration())));
    }
    return completion.build();
  }

  Entry entry() {
    Optional<CompletionInfo> info =
        optional(() -> new CompletionInfo(model(), usage(), optional(this::finishReason)));
    return new Entry(
        message(), Instant.ofEpochSecond(integer(), below(1_000_000_000)), info, extras());
  }

  private ModelException failure(int depth) {
    ErrorDetails.Builder details =
        ErrorDetails.builder(model())
            .requestId(optional(this::text).orElse(null))
            .code(optional(this::text).orElse(null))
            .providerMessage(optional(() -> text().repeat(1 + 500 * below(2))).orElse(null))
            .retryable(optional(this::maybe).orElse(null))
            .retryAfter(optional(this::duration).orElse(null))
            .rateLimits(rateLimits())
            .attempts(integer());
    optional(this::integer).ifPresent(details::status);
    details.partial(maybe() ? completion(depth + 1) : null);
    return of(failures(text(), details.build()));
  }

  /** One error of each type; of those that have words, one for each word. */
  static List<ModelException> failures(String p, ErrorDetails d) {
    List<ModelException> all =
        new ArrayList<>(
            List.of(
                new AuthenticationException(p, d, null),
                new CancelledException(p, d, null),
                new ContentFilteredException(p, d, null),
                new ContextTooLongException(p, d, OptionalLong.of(8), OptionalLong.of(9), null),
                new ContextTooLongException(p, d, OptionalLong.empty(), OptionalLong.empty(), null),
                new InterruptedStreamException(p, d, null),
                new InvalidRequestException(p, d, null),
                new NotFoundException(p, d, null),
                new PermissionDeniedException(p, d, null),
                new ProtocolException(p, d, null),
                new QuotaExhaustedException(p, d, null),
                new RateLimitedException(p, d, null),
                new TransportException(p, d, null),
                new UnavailableException(p, d, null)));
    all.add(new SensitiveDataException(p, d, "private-key", "message 2, part 1", null));
    for (InvalidAnswerException.Fault fault : InvalidAnswerException.Fault.values()) {
      all.add(new InvalidAnswerException(p, d, fault, "/a~1b", null));
    }
    for (RefusedLocallyException.Limiter limiter : RefusedLocallyException.Limiter.values()) {
      all.add(new RefusedLocallyException(p, d, limiter, null));
    }
    for (Timeouts.Kind kind : Timeouts.Kind.values()) {
      all.add(new TimedOutException(p, d, kind, Duration.ofSeconds(2), null));
    }
    for (Capability capability : Capability.values()) {
      all.add(new UnsupportedFeatureException(p, d, capability, null));
    }
    return all;
  }

  private CompletionEvent providerEvent() {
    List<String> texts =
        List.of(
            "{\"v\":1,\"type\":\"new\",\"x\":1.0}",
            "{\"v\":1,\"type\":\"new\",\"x\":[\n]}",
            "{\"v\":2,\"type\":\"new\"}",
            "{\"v\":1,\"type\":\"text_delta\",\"text\":\"known\"}",
            "{\"type\":\"new\"}",
            "\"flex\"",
            "");
    return new CompletionEvent.ProviderEvent(
        of(List.of("parley", "work", "")),
        of(List.of("new", "text_delta", "raw", "")),
        of(texts),
        maybe() ? Extras.NONE : extras());
  }

  CompletionEvent event() {
    return switch (random.nextInt(12)) {
      case 0 ->
          new CompletionEvent.Started(
              text(), text(), warnings(), optional(this::text), rateLimits(), extras());
      case 1 -> new CompletionEvent.TextDelta(text(), logprobs(), extras());
      case 2 -> new CompletionEvent.ReasoningDelta(text(), extras());
      case 3 -> new CompletionEvent.RefusalDelta(text(), logprobs(), extras());
      case 4 -> new CompletionEvent.AudioDelta(inline(), text(), extras());
      case 5 -> new CompletionEvent.ToolCallStarted(integer(), text(), text(), extras());
      case 6 -> new CompletionEvent.ToolCallDelta(integer(), text(), extras());
      case 7 -> new CompletionEvent.ToolCallComplete(integer(), call(), extras());
      case 8 -> annotation();
      case 9 -> new CompletionEvent.Progress(number(), number(), extras());
      case 10 -> maybe() ? new CompletionEvent.UsageReported(usage(), extras()) : providerEvent();
      default -> new CompletionEvent.Finished(finishReason(), extras());
    };
  }
}

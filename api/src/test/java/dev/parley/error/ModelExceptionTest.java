package dev.parley.error;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capability;
import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelExceptionTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final Set<Class<?>> RETRYABLE =
      Set.of(
          InterruptedStreamException.class,
          RateLimitedException.class,
          RefusedLocallyException.class,
          TimedOutException.class,
          TransportException.class,
          UnavailableException.class);
  private static final Set<Class<?>> NEVER_RETRYABLE =
      Set.of(
          QuotaExhaustedException.class,
          CancelledException.class,
          SensitiveDataException.class,
          UnsupportedFeatureException.class);

  static Stream<ModelException> all() {
    return family("went wrong", ErrorDetails.of(MODEL), new IOException("cause")).stream();
  }

  private static List<ModelException> family(String p, ErrorDetails d, Throwable c) {
    return List.of(
        new AuthenticationException(p, d, c),
        new CancelledException(p, d, c),
        new ContentFilteredException(p, d, c),
        new ContextTooLongException(p, d, OptionalLong.of(10), OptionalLong.of(11), c),
        new InterruptedStreamException(p, d, c),
        new InvalidAnswerException(p, d, InvalidAnswerException.Fault.WRONG_FORM, "/age", c),
        new InvalidRequestException(p, d, c),
        new NotFoundException(p, d, c),
        new PermissionDeniedException(p, d, c),
        new ProtocolException(p, d, c),
        new QuotaExhaustedException(p, d, c),
        new RateLimitedException(p, d, c),
        new RefusedLocallyException(p, d, Limiter.BULKHEAD, c),
        new SensitiveDataException(p, d, "private-key", "message 2, part 1", c),
        new TimedOutException(p, d, Timeouts.Kind.SILENCE, Duration.ofSeconds(3), c),
        new TransportException(p, d, c),
        new UnavailableException(p, d, c),
        new UnsupportedFeatureException(p, d, Capability.TOOLS, c));
  }

  private static ErrorDetails full() {
    return ErrorDetails.builder(MODEL)
        .status(429)
        .requestId("req_1")
        .code("slow_down")
        .providerMessage("you said: my prompt")
        .retryable(true)
        .retryAfter(Duration.ofSeconds(7))
        .attempts(3)
        .partial(Completion.builder(MODEL).id("half").build())
        .build();
  }

  @ParameterizedTest
  @MethodSource("all")
  void the_problem_is_the_end_of_the_message(ModelException e) {
    assertEquals("went wrong", e.problem());
    assertEquals("fake:m: went wrong", e.getMessage());
  }

  @Test
  void words_of_the_provider_that_end_up_in_messages_are_plain_and_short() {
    ErrorDetails details =
        ErrorDetails.builder(MODEL)
            .requestId("req\u001b[2J\n1" + "x".repeat(200))
            .code("slow down!" + "y".repeat(200))
            .providerMessage("z".repeat(3_000))
            .build();

    String id = "req_[2J_1" + "x".repeat(119);
    String code = "slow_down_" + "y".repeat(54);
    assertEquals(Optional.of(id), details.requestId());
    assertEquals(Optional.of(code), details.code());
    assertEquals(Optional.of("z".repeat(2_000) + "…"), details.providerMessage());
    assertEquals(
        "fake:m " + code + " (request " + id + "): p",
        new UnavailableException("p", details, null).getMessage());
  }

  @Test
  void the_whole_family_is_tested() {
    Set<Class<?>> sealed =
        Arrays.stream(ModelException.class.getPermittedSubclasses()).collect(Collectors.toSet());

    assertEquals(sealed, all().map(Object::getClass).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void copy_with_other_details_keeps_everything_else(ModelException original) {
    original.addSuppressed(new IOException("suppressed"));

    ModelException copy = original.withDetails(full());

    assertSame(original.getClass(), copy.getClass());
    assertSame(original.getCause(), copy.getCause());
    assertArrayEquals(original.getStackTrace(), copy.getStackTrace());
    assertArrayEquals(original.getSuppressed(), copy.getSuppressed());
    assertEquals(OptionalInt.of(429), copy.status());
    assertEquals(Optional.of("req_1"), copy.requestId());
    assertEquals(Optional.of(Duration.ofSeconds(7)), copy.retryAfter());
    assertEquals("half", copy.partial().orElseThrow().id());
    assertEquals(3, copy.details().attempts());
    assertEquals(MODEL, copy.model());
    assertTrue(copy.getMessage().endsWith(": went wrong"), copy.getMessage());
    assertEquals("fake:m: went wrong", original.getMessage());
  }

  @ParameterizedTest
  @MethodSource("all")
  void message_has_who_where_and_what_and_never_the_providers_words(ModelException original) {
    String message = original.withDetails(full()).getMessage();

    assertEquals("fake:m: HTTP 429 slow_down (request req_1): went wrong", message);
  }

  @ParameterizedTest
  @MethodSource("all")
  void type_decides_whether_to_retry_unless_the_provider_says(ModelException original) {
    ErrorDetails yes = ErrorDetails.builder(MODEL).retryable(true).build();
    ErrorDetails no = ErrorDetails.builder(MODEL).retryable(false).build();

    assertEquals(RETRYABLE.contains(original.getClass()), original.retryable());
    assertEquals(
        !NEVER_RETRYABLE.contains(original.getClass()), original.withDetails(yes).retryable());
    assertFalse(original.withDetails(no).retryable());
  }

  @ParameterizedTest
  @EnumSource(Limiter.class)
  void trying_again_helps_against_every_limiter_but_being_offline_and_the_budget(Limiter limiter) {
    boolean helps = limiter != Limiter.OFFLINE && limiter != Limiter.BUDGET;
    ModelException refused =
        new RefusedLocallyException("went wrong", ErrorDetails.of(MODEL), limiter, null);

    assertEquals(helps, refused.retryable());
    assertEquals(
        helps, refused.withDetails(full().toBuilder().retryable(null).build()).retryable());
  }

  @Test
  void own_fields_survive_the_copy() {
    List<ModelException> copies = all().map(e -> e.withDetails(full())).toList();

    ContextTooLongException tooLong = only(copies, ContextTooLongException.class);
    assertEquals(OptionalLong.of(10), tooLong.limit());
    assertEquals(OptionalLong.of(11), tooLong.size());
    assertEquals(Limiter.BULKHEAD, only(copies, RefusedLocallyException.class).limiter());
    assertEquals(Timeouts.Kind.SILENCE, only(copies, TimedOutException.class).timeout());
    assertEquals(Duration.ofSeconds(3), only(copies, TimedOutException.class).limit());
    assertEquals("private-key", only(copies, SensitiveDataException.class).kind());
    assertEquals("message 2, part 1", only(copies, SensitiveDataException.class).place());
    assertEquals(Capability.TOOLS, only(copies, UnsupportedFeatureException.class).capability());
  }

  private static <T> T only(List<ModelException> all, Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  @Test
  void details_survive_to_builder() {
    ErrorDetails copy = full().toBuilder().build();

    assertEquals(MODEL, copy.model());
    assertEquals(OptionalInt.of(429), copy.status());
    assertEquals(Optional.of("req_1"), copy.requestId());
    assertEquals(Optional.of("slow_down"), copy.code());
    assertEquals(Optional.of("you said: my prompt"), copy.providerMessage());
    assertEquals(Optional.of(true), copy.retryable());
    assertEquals(Optional.of(Duration.ofSeconds(7)), copy.retryAfter());
    assertEquals(3, copy.attempts());
    assertEquals("half", copy.partial().orElseThrow().id());
    assertEquals(1, ErrorDetails.of(MODEL).attempts());
  }

  @Test
  void exception_shows_no_prompt_when_printed() {
    String shown = new RateLimitedException("slow down", full(), null).toString();

    assertFalse(shown.contains("my prompt"), shown);
  }
}

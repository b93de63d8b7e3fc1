package dev.parley.policies;

import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.mock.MockReply;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a call may meet, as the providers tell it: the rows of the README's table. */
enum Fault {
  ANSWER(
      "an answer with its usage",
      MockReply.builder().text("a").usage(Usage.reported().input(3).output(4).build()).build()),
  UNAUTHORIZED("401", status(401, d -> new AuthenticationException("key", d, null))),
  FORBIDDEN("403", status(403, d -> new PermissionDeniedException("no", d, null))),
  NOT_FOUND("404", status(404, d -> new NotFoundException("where?", d, null))),
  INVALID("400", status(400, d -> new InvalidRequestException("what?", d, null))),
  TOO_LONG(
      "400, context too long",
      status(
          400,
          d ->
              new ContextTooLongException(
                  "long", d, OptionalLong.empty(), OptionalLong.empty(), null))),
  FILTERED("400, content filtered", status(400, d -> new ContentFilteredException("oh", d, null))),
  UNSUPPORTED(
      "a feature that the model lacks",
      MockReply.failure(d -> new UnsupportedFeatureException("no", d, Capability.TOOLS, null))),
  LIMITED("429 without a hint", limited(hinted -> hinted)),
  LIMITED_SHORTLY("429, come again in 2 s", limited(d -> d.retryAfter(Duration.ofSeconds(2)))),
  LIMITED_LONG("429, come again in 90 s", limited(d -> d.retryAfter(Duration.ofSeconds(90)))),
  QUOTA("429, quota exhausted", status(429, d -> new QuotaExhaustedException("money", d, null))),
  INTERNAL("500", unavailable(500, details -> details)),
  OVERLOADED("503", unavailable(503, details -> details)),
  GIVE_UP("503, `x-should-retry: false`", unavailable(503, d -> d.retryable(false))),
  UNREACHABLE(
      "connection refused", MockReply.failure(d -> new TransportException("refused", d, null))),
  CONNECT_TIME_OUT(
      "time-out `connect`",
      MockReply.failure(
          d -> new TimedOutException("late", d, Kind.CONNECT, Duration.ofSeconds(1), null))),
  FIRST_EVENT_TIME_OUT("time-out `first-event`", MockReply.builder().hang().build()),
  SILENCE_BEFORE(
      "time-out `silence`, nothing visible yet", MockReply.builder().started().hang().build()),
  SILENCE_AFTER(
      "time-out `silence`, text visible", MockReply.builder().text("half").hang().build()),
  WHOLE_TIME_OUT("time-out `whole`", MockReply.builder().hang().build()),
  MALFORMED("a malformed answer", status(200, d -> new ProtocolException("no JSON", d, null))),
  CUT_BEFORE(
      "stream cut, nothing visible yet", MockReply.builder().started().endWithoutFinish().build()),
  CUT_AFTER(
      "stream cut, text visible", MockReply.builder().text("half").endWithoutFinish().build()),
  RATE_LIMIT("refused by a rate limit further in", locally(Limiter.RATE_LIMIT)),
  BREAKER("refused by a breaker further in", locally(Limiter.CIRCUIT_BREAKER)),
  BULKHEAD("refused by a bulkhead further in", locally(Limiter.BULKHEAD)),
  OFFLINE("refused, since `parley.offline` is set", locally(Limiter.OFFLINE)),
  GUARD(
      "refused by a guard further in",
      MockReply.failure(
          d -> new SensitiveDataException("found", d, "jwt", "message 1, part 1, line 1", null))),
  CANCELLED(
      "cancelled by the caller", MockReply.failure(d -> new CancelledException("stop", d, null)));

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // It is immutable, and says so.
  private final MockReply reply;

  Fault(String title, MockReply reply) {
    this.title = title;
    this.reply = reply;
  }

  private static MockReply status(int status, Function<ErrorDetails, ParleyException> failure) {
    return MockReply.failure(d -> failure.apply(d.toBuilder().status(status).build()));
  }

  private static MockReply limited(UnaryOperator<ErrorDetails.Builder> change) {
    return status(
        429, d -> new RateLimitedException("slow", change.apply(d.toBuilder()).build(), null));
  }

  private static MockReply unavailable(int status, UnaryOperator<ErrorDetails.Builder> change) {
    return status(
        status, d -> new UnavailableException("down", change.apply(d.toBuilder()).build(), null));
  }

  private static MockReply locally(Limiter limiter) {
    return MockReply.failure(Faults.refusedLocally(limiter));
  }

  String title() {
    return title;
  }

  MockReply reply() {
    return reply;
  }

  /** A request that meets it. */
  ChatRequest request() {
    Timeouts limits =
        this == WHOLE_TIME_OUT
            ? Timeouts.UNSET.with(Kind.WHOLE, Duration.ofSeconds(5))
            : Timeouts.UNSET;
    return ChatRequest.of("hi").toBuilder().timeouts(limits).build();
  }

  /** Whether a stream has shown something before. */
  boolean visible() {
    return this == SILENCE_AFTER || this == CUT_AFTER || this == ANSWER;
  }
}

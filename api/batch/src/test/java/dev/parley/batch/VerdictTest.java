package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.batch.Verdict.Next;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Only what is about the request itself refuses its row for good. */
class VerdictTest {
  private static final ErrorDetails NOT_AGAIN =
      ErrorDetails.builder(Lines.MODEL).retryable(false).build();

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new InvalidRequestException("no such tool", NOT_AGAIN, null), Next.REFUSE),
        Arguments.of(new AuthenticationException("bad key", NOT_AGAIN, null), Next.STOP),
        Arguments.of(new PermissionDeniedException("not yours", NOT_AGAIN, null), Next.STOP),
        Arguments.of(new TransportException("proxy password", NOT_AGAIN, null), Next.GIVE_UP),
        Arguments.of(new UnavailableException("cannot start", NOT_AGAIN, null), Next.GIVE_UP),
        Arguments.of(new RateLimitedException("x-should-retry", NOT_AGAIN, null), Next.GIVE_UP),
        Arguments.of(
            new TimedOutException(
                "late", NOT_AGAIN, Timeouts.Kind.CONNECT, Duration.ofSeconds(1), null),
            Next.GIVE_UP),
        Arguments.of(new InterruptedStreamException("cut", NOT_AGAIN, null), Next.GIVE_UP),
        Arguments.of(refusedFor(Limiter.RATE_LIMIT, Duration.ofMinutes(5)), Next.LATER),
        Arguments.of(refusedFor(Limiter.RATE_LIMIT, Duration.ofMinutes(6)), Next.STOP),
        Arguments.of(refusedFor(Limiter.CIRCUIT_BREAKER, Duration.ofMinutes(6)), Next.STOP),
        Arguments.of(new IOException("undeclared"), Next.GIVE_UP));
  }

  private static RefusedLocallyException refusedFor(Limiter limiter, Duration wait) {
    return new RefusedLocallyException(
        "full", ErrorDetails.builder(Lines.MODEL).retryAfter(wait).build(), limiter, null);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void what_is_not_about_the_request_refuses_no_row(Exception failure, Next expected) {
    Verdict verdict = Verdict.of(failure, ChatRequest.of("Hi"), Duration.ofMinutes(5));

    assertEquals(expected, verdict.next());
  }
}

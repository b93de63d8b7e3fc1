package dev.parley.mock;

import dev.parley.chat.Capability;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidAnswerException.Fault;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** One failure of every kind. */
final class Failures {
  static final Function<ErrorDetails, ParleyException> RATE_LIMITED =
      details -> new RateLimitedException("slow down", details, null);

  static final List<Function<ErrorDetails, ParleyException>> OF_A_MODEL =
      List.of(
          RATE_LIMITED,
          d -> new AuthenticationException("p", d, null),
          d -> new CancelledException("p", d, null),
          d -> new ContentFilteredException("p", d, null),
          d -> new ContextTooLongException("p", d, OptionalLong.of(1), OptionalLong.of(2), null),
          d -> new InterruptedStreamException("p", d, null),
          d -> new InvalidAnswerException("p", d, Fault.WRONG_FORM, "/age", null),
          d -> new InvalidRequestException("p", d, null),
          d -> new NotFoundException("p", d, null),
          d -> new PermissionDeniedException("p", d, null),
          d -> new ProtocolException("p", d, null),
          d -> new QuotaExhaustedException("p", d, null),
          d -> new RefusedLocallyException("p", d, Limiter.BULKHEAD, null),
          d -> new SensitiveDataException("p", d, "jwt", "message 1", null),
          d -> new TimedOutException("p", d, Kind.CONNECT, Duration.ofSeconds(1), null),
          d -> new TransportException("p", d, null),
          d -> new UnavailableException("p", d, null),
          d -> new UnsupportedFeatureException("p", d, Capability.TOOLS, null));

  static final Function<ErrorDetails, ParleyException> CONFIGURATION =
      details ->
          new ConfigurationException(ConfigurationException.Kind.BROKEN_REFERENCE, "no such file");

  private Failures() {}
}

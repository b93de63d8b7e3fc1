package dev.parley.cli.process;

import static java.util.Map.entry;

import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.StoreException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnreadableDataException;
import dev.parley.error.UnsupportedFeatureException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a command ends, and which failures end so. Scripts rely on the numbers. */
public enum ExitCode {
  OK(0, "The answer is complete."),
  UNEXPECTED(1, "Something went wrong that has no code of its own."),
  USAGE(2, "The command line, or what was piped in, makes no sense."),
  UNKNOWN_PROVIDER(3, "No such provider."),
  UNKNOWN_SETTING(4, "A setting that nobody knows."),
  FORBIDDEN_SETTING(5, "A setting that its file may not set, such as the working folder's."),
  MISSING_SETTING(6, "A needed setting, such as a key, is not set."),
  CONFIGURATION(7, "Something else is wrong with the configuration, or there is none."),
  AUTHENTICATION(8, "The provider does not accept the key, or not for this."),
  REFUSED_REQUEST(9, "The provider or the model refuses this request: change it or the model."),
  LIMITED(10, "A rate limit, a quota or the budget is used up."),
  UNREACHABLE(11, "The server is not running or not reachable."),
  PARTIAL(12, "The answer broke off, what came is on stdout; or rows have none."),
  TIMED_OUT(13, "The server is too slow: a time-out has passed."),
  FILTERED(14, "The provider's content filter stepped in."),
  INVALID_OUTPUT(15, "The answer is malformed, or not what the schema asks for."),
  STORE(16, "The conversation, or the results of a batch, cannot be read or kept."),
  NOTHING_FOUND(17, "A search found nothing."),
  GUARDED(18, "The guard found a secret or personal data, and nothing was sent."),
  CANCELLED(130, "Cancelled, as by Ctrl-C."),
  OUTPUT_CLOSED(141, "Nobody reads stdout any more; the call was cancelled.");

  public static final Map<Class<? extends ModelException>, ExitCode> FAILURES =
      Map.ofEntries(
          entry(AuthenticationException.class, AUTHENTICATION),
          entry(PermissionDeniedException.class, AUTHENTICATION),
          entry(InvalidRequestException.class, REFUSED_REQUEST),
          entry(NotFoundException.class, REFUSED_REQUEST),
          entry(ContextTooLongException.class, REFUSED_REQUEST),
          entry(ContentFilteredException.class, FILTERED),
          entry(UnsupportedFeatureException.class, REFUSED_REQUEST),
          entry(RateLimitedException.class, LIMITED),
          entry(QuotaExhaustedException.class, LIMITED),
          entry(RefusedLocallyException.class, LIMITED),
          entry(SensitiveDataException.class, GUARDED),
          entry(TransportException.class, UNREACHABLE),
          entry(TimedOutException.class, TIMED_OUT),
          entry(UnavailableException.class, UNREACHABLE),
          entry(ProtocolException.class, INVALID_OUTPUT),
          entry(InvalidAnswerException.class, INVALID_OUTPUT),
          entry(InterruptedStreamException.class, PARTIAL),
          entry(CancelledException.class, CANCELLED));

  private static final Map<Kind, ExitCode> KINDS =
      Map.of(
          Kind.UNKNOWN_PROVIDER, UNKNOWN_PROVIDER,
          Kind.UNKNOWN_SETTING, UNKNOWN_SETTING,
          Kind.FORBIDDEN_SETTING, FORBIDDEN_SETTING,
          Kind.MISSING_SETTING, MISSING_SETTING);

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** {@return what the process ends with} */
  public int number() {
    return number;
  }

  /** {@return how a command ends that fails so} */
  public static ExitCode of(ParleyException failure) {
    if (failure instanceof RefusedLocallyException refused
        && refused.limiter() == RefusedLocallyException.Limiter.OFFLINE) {
      return CONFIGURATION;
    }
    if (failure instanceof StoreException || failure instanceof UnreadableDataException) {
      return STORE;
    }
    return failure instanceof ConfigurationException wrong
        ? KINDS.getOrDefault(wrong.kind(), CONFIGURATION)
        : FAILURES.getOrDefault(failure.getClass(), UNEXPECTED);
  }

  /** {@return the numbers and what they mean, in order} */
  public static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      table.put(String.valueOf(code.number), code.meaning);
    }
    return table;
  }
}

package dev.parley.cli;

import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a command ends, and which failures end so. Scripts rely on the numbers. */
enum ExitCode {
  OK(0, "The answer is complete."),
  UNEXPECTED(1, "Something went wrong that has no code of its own."),
  USAGE(2, "The command line, or what was piped in, makes no sense."),
  UNKNOWN_PROVIDER(3, "No such provider.", Kind.UNKNOWN_PROVIDER),
  UNKNOWN_SETTING(4, "A setting that nobody knows.", Kind.UNKNOWN_SETTING),
  FORBIDDEN_SETTING(
      5, "A setting that the working folder's file may not set.", Kind.FORBIDDEN_SETTING),
  MISSING_SETTING(6, "A needed setting, such as a key, is not set.", Kind.MISSING_SETTING),
  CONFIGURATION(7, "Something else is wrong with the configuration, or there is none."),
  AUTHENTICATION(
      8,
      "The provider does not accept the key, or not for this.",
      List.of(AuthenticationException.class, PermissionDeniedException.class)),
  REFUSED_REQUEST(
      9,
      "The provider or the model refuses this request: change it or the model.",
      List.of(
          InvalidRequestException.class,
          NotFoundException.class,
          ContextTooLongException.class,
          ContentFilteredException.class,
          UnsupportedFeatureException.class)),
  LIMITED(
      10,
      "A rate limit or a quota is used up.",
      List.of(
          RateLimitedException.class,
          QuotaExhaustedException.class,
          RefusedLocallyException.class)),
  UNREACHABLE(
      11,
      "The server is not running, not reachable or too slow.",
      List.of(TransportException.class, TimedOutException.class, UnavailableException.class)),
  BROKEN_ANSWER(
      12,
      "The answer is malformed or broke off; what came is on stdout.",
      List.of(ProtocolException.class, InterruptedStreamException.class)),
  CANCELLED(130, "Cancelled, as by Ctrl-C.", List.of(CancelledException.class)),
  OUTPUT_CLOSED(141, "Nobody reads stdout any more; the call was cancelled.");

  private final int number;
  private final String meaning;
  private final List<Class<? extends ParleyException>> failures;
  private final List<Kind> kinds;

  ExitCode(int number, String meaning) {
    this(number, meaning, List.of());
  }

  ExitCode(int number, String meaning, List<Class<? extends ParleyException>> failures) {
    this.number = number;
    this.meaning = meaning;
    this.failures = failures;
    this.kinds = List.of();
  }

  ExitCode(int number, String meaning, Kind kind) {
    this.number = number;
    this.meaning = meaning;
    this.failures = List.of();
    this.kinds = List.of(kind);
  }

  int number() {
    return number;
  }

  /** {@return how a command ends that fails so} */
  static ExitCode of(ParleyException failure) {
    if (failure instanceof ConfigurationException wrong) {
      return Arrays.stream(values())
          .filter(code -> code.kinds.contains(wrong.kind()))
          .findFirst()
          .orElse(CONFIGURATION);
    }
    return Arrays.stream(values())
        .filter(code -> code.covers(failure.getClass()))
        .findFirst()
        .orElse(UNEXPECTED);
  }

  /** {@return whether this is how a command ends that a {@code failure} of a model ends} */
  boolean covers(Class<?> failure) {
    return failures.contains(failure);
  }

  /** {@return the numbers and what they mean, in order} */
  static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      table.put(String.valueOf(code.number), code.meaning);
    }
    return table;
  }
}

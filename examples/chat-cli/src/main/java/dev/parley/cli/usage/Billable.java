package dev.parley.cli.usage;

import dev.parley.chat.Timeouts;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnsupportedFeatureException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Says which failures may be on the bill: all but those of attempts that were surely not sent, or
 * surely refused. A server that broke down, or whose answer broke off, may have worked for it.
 */
final class Billable {
  /** With these a server says no before it answers. */
  private static final Set<Integer> REFUSALS =
      Set.of(400, 401, 402, 403, 404, 405, 407, 413, 422, 429);

  /** Without a status these are found here, before anything is sent. */
  private static final Set<Class<? extends ModelException>> NOT_SENT =
      Set.of(
          InvalidRequestException.class,
          RefusedLocallyException.class,
          SensitiveDataException.class,
          UnsupportedFeatureException.class);

  /** Redirections are not followed: who answers with one has done no work. */
  private static final int FIRST_REDIRECTION = 300;

  private static final int LAST_REDIRECTION = 399;

  /** And what is one of them: a provider has exceptions of its own, as for a proxy that refuses. */
  private static final List<Class<? extends Exception>> NOT_CONNECTED =
      List.of(
          ConnectException.class,
          NoRouteToHostException.class,
          UnknownHostException.class,
          SSLHandshakeException.class,
          SSLPeerUnverifiedException.class);

  private Billable() {}

  /** {@return whether the provider may bill for an attempt that failed so} */
  static boolean is(Throwable failure) {
    if (failure instanceof ConfigurationException) {
      return false; // Such as a command that was to tell the key.
    } else if (failure instanceof ModelException known && known.status().isPresent()) {
      // An error within an answer has the status of that, which is 200.
      return !isRefusal(known.status().getAsInt());
    } else if (NOT_SENT.contains(failure.getClass())) {
      return false;
    } else if (failure instanceof TimedOutException late
        && late.timeout() == Timeouts.Kind.CONNECT) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isNotConnected(cause)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRefusal(int status) {
    return REFUSALS.contains(status) || (status >= FIRST_REDIRECTION && status <= LAST_REDIRECTION);
  }

  private static boolean isNotConnected(Throwable cause) {
    return NOT_CONNECTED.stream().anyMatch(each -> each.isInstance(cause));
  }

  /** {@return how the last attempt failed of a call that failed so} */
  static Throwable last(Throwable failure) {
    List<Throwable> levels = levels(failure);
    return levels.get(levels.size() - 1);
  }

  /** {@return how the attempts before the last one failed} */
  static List<Throwable> earlier(Throwable failure) {
    return levels(failure).stream()
        .flatMap(level -> Arrays.stream(level.getSuppressed()))
        .filter(ModelException.class::isInstance)
        .toList();
  }

  /** {@return how many attempts there were} */
  static int attempts(Throwable failure) {
    return levels(failure).stream()
        .mapToInt(level -> level instanceof ModelException known ? known.details().attempts() : 1)
        .max()
        .orElse(1);
  }

  /**
   * From the failure down to that of the last attempt. What was given up between two attempts has
   * the last one's as its cause, and each stream around it says once more that it was given up.
   * Only one of them knows of the attempts before, and how many there were.
   */
  private static List<Throwable> levels(Throwable failure) {
    List<Throwable> levels = new ArrayList<>();
    Throwable level = failure;
    levels.add(level);
    while (level instanceof CancelledException && level.getCause() instanceof ModelException next) {
      level = next;
      levels.add(level);
    }
    return levels;
  }
}

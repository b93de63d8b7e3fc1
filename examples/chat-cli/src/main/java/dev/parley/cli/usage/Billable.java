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
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Says which failures may be on the bill: all but those of attempts that were surely not sent, or
 * surely refused. A server that broke down, or whose answer broke off, may have worked for it.
 */
final class Billable {
  /** With these a server says no before it answers. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 402, 403, 404, 405, 413, 422, 429);

  /** Without a status these are found here, before anything is sent. */
  private static final Set<Class<? extends ModelException>> NOT_SENT =
      Set.of(
          InvalidRequestException.class,
          RefusedLocallyException.class,
          SensitiveDataException.class,
          UnsupportedFeatureException.class);

  private static final Set<Class<? extends Exception>> NOT_CONNECTED =
      Set.of(ConnectException.class, NoRouteToHostException.class, UnknownHostException.class);

  private Billable() {}

  /** {@return whether the provider may bill for an attempt that failed so} */
  static boolean is(Throwable failure) {
    if (failure instanceof ConfigurationException) {
      return false; // Such as a command that was to tell the key.
    } else if (failure instanceof ModelException known && known.status().isPresent()) {
      // An error within an answer has the status of that, which is 200.
      return !REFUSALS.contains(known.status().getAsInt());
    } else if (NOT_SENT.contains(failure.getClass())) {
      return false;
    } else if (failure instanceof TimedOutException late
        && late.timeout() == Timeouts.Kind.CONNECT) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (NOT_CONNECTED.contains(cause.getClass())) {
        return false;
      }
    }
    return true;
  }

  /** {@return how the last attempt failed of a call that failed so} */
  static Throwable last(Throwable failure) {
    // Given up between two attempts: none was under way.
    return failure instanceof CancelledException
            && failure.getCause() instanceof ModelException before
        ? before
        : failure;
  }

  /** {@return how the attempts before the last one failed} */
  static List<Throwable> earlier(Throwable last) {
    return Arrays.stream(last.getSuppressed()).filter(ModelException.class::isInstance).toList();
  }
}

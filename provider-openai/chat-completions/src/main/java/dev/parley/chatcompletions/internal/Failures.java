package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Explains why an exchange broke. */
final class Failures {
  private final ModelId model;
  private final HttpTransport transport;

  Failures(ModelId model, HttpTransport transport) {
    this.model = model;
    this.transport = transport;
  }

  /** The caller's own doing. */
  CancelledException cancelled(@Nullable Throwable cause) {
    String why =
        transport.isClosed()
            ? "the provider was closed meanwhile"
            : "the calling thread was interrupted; its interrupt flag is kept";
    return new CancelledException(why, ErrorDetails.of(model), cause);
  }

  /** Whether the caller closed the provider or interrupted this thread. */
  boolean callerGaveUp() {
    return transport.isClosed() || Thread.currentThread().isInterrupted();
  }

  /** The exchange broke before the head of an answer came. */
  ModelException beforeAnswer(IOException broken, Exchange exchange) {
    IOException problem = withoutQuotes(broken);
    return known(problem, exchange, ErrorDetails.of(model))
        .orElseGet(
            () ->
                new TransportException(
                    cause(problem) + "; " + nextStep(problem), details(problem), problem));
  }

  /** The exchange broke while a plain answer came. */
  ModelException inAnswer(IOException broken, Exchange exchange, ErrorDetails details) {
    IOException problem = withoutQuotes(broken);
    return known(problem, exchange, details)
        .orElseGet(
            () ->
                new TransportException(
                    "the connection broke in the middle of the answer (" + kind(problem) + ")",
                    details,
                    problem));
  }

  /** The exchange broke while a stream came. */
  ModelException inStream(IOException broken, Exchange exchange, ErrorDetails details) {
    IOException problem = withoutQuotes(broken);
    return known(problem, exchange, details)
        .orElseGet(
            () ->
                new InterruptedStreamException(
                    "the connection broke in mid-stream ("
                        + kind(problem)
                        + "); what came is in partial()",
                    details,
                    problem));
  }

  private Optional<ModelException> known(
      IOException problem, Exchange exchange, ErrorDetails details) {
    Optional<Kind> expired = exchange.expired();
    if (expired.isPresent()) {
      return Optional.of(timedOut(expired.get(), exchange, details, problem));
    }
    if (callerGaveUp()) {
      return Optional.of(cancelled(problem));
    }
    if (problem instanceof SseLimitExceededException limit) {
      return Optional.of(
          new ProtocolException(
              "an event of the stream is larger than " + limit.limitBytes() + " bytes",
              details,
              problem));
    }
    return Optional.empty();
  }

  private TimedOutException timedOut(
      Kind kind, Exchange exchange, ErrorDetails details, IOException cause) {
    String what =
        switch (kind) {
          case CONNECT -> "no connection to " + transport.endpoint().server() + " stood";
          case FIRST_EVENT -> "the answer did not begin";
          case SILENCE -> "no byte came";
          case WHOLE -> "the whole exchange did not end";
        };
    return new TimedOutException(
        what
            + " within "
            + exchange.limit(kind).toMillis()
            + " ms; raise setting \"timeout."
            + kind.settingName()
            + "\" or the request's time-out",
        details,
        kind,
        exchange.limit(kind),
        cause);
  }

  private ErrorDetails details(IOException problem) {
    boolean hopeless = problem instanceof ProxyException refusal && !refusal.mayPass();
    return ErrorDetails.builder(model).retryable(hopeless ? Boolean.FALSE : null).build();
  }

  private String cause(IOException problem) {
    String proxy = transport.network().proxyName();
    String server =
        transport.endpoint().server() + (proxy.isEmpty() ? "" : " through the proxy " + proxy);
    if (problem instanceof ProxyException) {
      return "no connection to "
          + transport.endpoint().server()
          + " stands: "
          + problem.getMessage();
    }
    if (problem instanceof UnknownHostException) {
      return proxy.isEmpty()
          ? "the name of " + server + " cannot be resolved"
          : "the name of the proxy " + proxy + " cannot be resolved";
    }
    if (problem instanceof ConnectException) {
      return "cannot connect to " + server;
    }
    if (problem instanceof SSLException) {
      return "no secure connection to " + server + " can be made";
    }
    return "the connection to " + server + " broke before an answer came (" + kind(problem) + ")";
  }

  private String nextStep(IOException problem) {
    if (problem instanceof SSLException) {
      return "check its certificate and " + transport.endpoint().baseUrlHint();
    }
    if (!transport.network().proxyName().isEmpty()) {
      return "check the proxy, by setting or environment, and "
          + transport.endpoint().baseUrlHint();
    }
    return "is the server running? check " + transport.endpoint().baseUrlHint();
  }

  /** What OkHttp says of answers that are no HTTP quotes them, and a server may quote the key. */
  private static IOException withoutQuotes(IOException problem) {
    if (!(problem instanceof java.net.ProtocolException)) {
      return problem;
    }
    IOException safe = new java.net.ProtocolException("what the server sent is no HTTP");
    safe.setStackTrace(problem.getStackTrace());
    return safe;
  }

  private static String kind(IOException problem) {
    return problem.getClass().getSimpleName();
  }
}

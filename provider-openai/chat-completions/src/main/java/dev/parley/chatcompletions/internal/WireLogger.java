package dev.parley.chatcompletions.internal;

import dev.parley.chatcompletions.WireLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;

/**
 * Logs what goes over the wire, as {@link WireLog} says. Each call has a number; a call that is
 * sent more than once, such as one that is redirected, has more than one head.
 */
final class WireLogger {
  private static final int MOST_OF_A_REQUEST = 64 << 10;

  private final Logger logger = System.getLogger(WireLog.LOGGER);
  private final boolean bodies;
  private final AtomicLong calls = new AtomicLong();

  private WireLogger(boolean bodies) {
    this.bodies = bodies;
  }

  /** Adds what logs to a client, after everything else that sees its requests. */
  static void install(OkHttpClient.Builder client, WireLog detail) {
    if (detail != WireLog.OFF) {
      WireLogger logger = new WireLogger(detail == WireLog.BODIES);
      client.interceptors().add(0, logger::call);
      client.addNetworkInterceptor(logger::head);
    }
  }

  /** What is known about one call. */
  private final class Call {
    private final long number = calls.incrementAndGet();
    private final long start = System.nanoTime();
    private final WireMask mask;

    Call(WireMask mask) {
      this.mask = mask;
    }

    void log(Level level, String text) {
      logger.log(level, () -> "#" + number + " " + text);
    }

    String time() {
      return (System.nanoTime() - start) / 1_000_000 + " ms";
    }
  }

  private Response call(Interceptor.Chain chain) throws IOException {
    WireMask mask = chain.request().tag(WireMask.class);
    if (mask == null || !logger.isLoggable(Level.DEBUG)) {
      return chain.proceed(chain.request());
    }
    Call call = new Call(mask);
    Response response;
    try {
      response = chain.proceed(chain.request().newBuilder().tag(Call.class, call).build());
    } catch (IOException e) {
      call.log(Level.DEBUG, "! " + e.getClass().getSimpleName() + " after " + call.time());
      throw e;
    }
    ResponseBody body = response.body();
    return response
        .newBuilder()
        .body(
            ResponseBody.create(
                Okio.buffer(new LoggedBody(body.source(), listener(call))),
                body.contentType(),
                body.contentLength()))
        .build();
  }

  private LoggedBody.Listener listener(Call call) {
    boolean wanted = bodies && logger.isLoggable(Level.TRACE);
    WireLines lines = new WireLines(call.mask, line -> call.log(Level.TRACE, "< " + line));
    return new LoggedBody.Listener() {
      @Override
      public boolean wantsBytes() {
        return wanted;
      }

      @Override
      public void came(byte[] bytes) {
        lines.add(bytes);
      }

      @Override
      public void ended(long count, String how) {
        lines.end();
        call.log(Level.DEBUG, how + " after " + count + " bytes and " + call.time());
      }
    };
  }

  private Response head(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Call call = request.tag(Call.class);
    if (call == null) {
      return chain.proceed(request);
    }
    call.log(
        Level.DEBUG,
        "> "
            + request.method()
            + " "
            + call.mask.url(request.url())
            + call.mask.headers(request.headers()));
    RequestBody body = request.body();
    if (bodies && body != null && logger.isLoggable(Level.TRACE)) {
      logRequestBody(call, body);
    }
    Response response = chain.proceed(request);
    call.log(
        Level.DEBUG,
        "< "
            + response.protocol()
            + " "
            + response.code()
            + " after "
            + call.time()
            + call.mask.headers(response.headers()));
    return response;
  }

  private static void logRequestBody(Call call, RequestBody body) throws IOException {
    Buffer copy = new Buffer();
    body.writeTo(copy);
    long more = copy.size() - MOST_OF_A_REQUEST;
    WireLines lines = new WireLines(call.mask, line -> call.log(Level.TRACE, "> " + line));
    lines.add(copy.readByteArray(Math.min(copy.size(), MOST_OF_A_REQUEST)));
    lines.end();
    if (more > 0) {
      call.log(Level.TRACE, "> ... and " + more + " bytes more");
    }
  }
}

package dev.parley.chatcompletions.internal;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An application interceptor that sends a request once more, unchanged, where its server says that
 * it lives at another path of that server: status 307 or 308 with an address of the same scheme,
 * host and port. Any other redirect is the answer, and so is a second one: no key goes to another
 * origin, a POST never becomes a GET, and loops end.
 */
final class Redirects implements Interceptor {
  private static final int TEMPORARY = 307;
  private static final int PERMANENT = 308;

  private final Endpoint endpoint;

  Redirects(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Response response = SendOnce.replaceDeadConnections(chain, request);
    if (response.code() != TEMPORARY && response.code() != PERMANENT) {
      return response;
    }
    String location = response.header("Location");
    HttpUrl target = location == null ? null : request.url().resolve(location);
    if (target == null || !endpoint.isOrigin(target) || chain.call().isCanceled()) {
      return response;
    }
    response.close();
    return SendOnce.replaceDeadConnections(chain, request.newBuilder().url(target).build());
  }
}

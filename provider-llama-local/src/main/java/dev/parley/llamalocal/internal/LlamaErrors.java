package dev.parley.llamalocal.internal;

import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import java.util.List;

/**
 * Tells llama-server's errors apart. Many a caller's mistake that it finds late is a 500 {@code
 * server_error}, and only the words differ (observed, llama-server 0.7.0). They may quote the
 * request, so they are looked at and never repeated.
 */
final class LlamaErrors {
  /** What the same request will be answered with again. */
  private static final List<String> CALLERS_MISTAKES =
      List.of(
          "Failed to parse messages",
          "Failed to parse tools",
          "Failed to parse tool call arguments",
          "Unknown reasoning format",
          "Cannot use both json_schema and grammar",
          "tools param requires",
          "image input is not supported",
          "audio input is not supported",
          "video input is not supported",
          "Grammar trigger word should be marked as preserved");

  /** Requests that run together share one pool by default. */
  private static final String POOL_IS_FULL = "Context size has been exceeded";

  private LlamaErrors() {}

  /** Whether the server answered that it is loading its model. */
  static boolean isLoading(ModelException failure) {
    return failure instanceof UnavailableException
        && failure.status().orElse(0) == 503
        && failure.details().code().orElse("").equals("unavailable_error");
  }

  /** The failure as what it is. */
  static ModelException explain(ModelException failure) {
    if (!(failure instanceof UnavailableException)
        || !failure.details().code().orElse("").equals("server_error")) {
      return failure;
    }
    String words = failure.details().providerMessage().orElse("");
    if (words.startsWith(POOL_IS_FULL)) {
      return new UnavailableException(
          "the requests that ran together filled the server's context; run fewer at once, or give"
              + " each its own by the settings \"slots\" and \"context\"",
          failure.details(),
          failure);
    }
    if (CALLERS_MISTAKES.stream().anyMatch(words::startsWith)) {
      return new InvalidRequestException(
          "the server cannot do what the request asks; what it says is in"
              + " details().providerMessage()",
          failure.details(),
          failure);
    }
    return failure;
  }
}

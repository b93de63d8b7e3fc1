package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.Set;
import okhttp3.Headers;

/**
 * Turns a server's refusal into the error family, by status, code and type and never by the words
 * of the message; numbers that only the words have are read once the kind is known. The table is
 * OpenAI's, with the codes of compatible servers.
 */
final class ErrorMapping {
  private static final Set<String> QUOTA =
      Set.of(
          "insufficient_quota",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "project_spend_limit_exceeded",
          "organization_usage_limit_exceeded",
          "billing_hard_limit_reached",
          "billing_not_active",
          "Arrearage"); // DashScope
  private static final Set<String> CONTEXT =
      Set.of("context_length_exceeded", "exceed_context_size_error");
  private static final Set<String> FILTER =
      Set.of(
          "content_filter",
          "content_policy_violation",
          "image_content_policy_violation", // Of the Responses API
          "invalid_prompt",
          "ResponsibleAIPolicyViolation", // Azure
          "data_inspection_failed", // DashScope
          "DataInspectionFailed");
  private static final Set<String> KEY =
      Set.of("invalid_api_key", "authentication_error", "AuthenticationError", "InvalidApiKey");
  private static final Set<String> RATE =
      Set.of(
          "rate_limit_exceeded", "rate_limit_error", "slow_down", "RateLimitError", "Throttling");
  private static final Set<String> MISSING =
      Set.of("model_not_found", "not_found_error", "NotFoundError", "ModelNotFound");
  private static final Set<String> INVALID =
      Set.of("invalid_request_error", "BadRequestError", "InvalidParameter");

  /** The parameter that vLLM names when a prompt is too long; it has no code for that. */
  private static final String VLLM_CONTEXT = "input_tokens";

  private static final int LONGEST_WORD = 64;
  private static final String UNSAFE_IN_MESSAGES = "[^\\w.:\\-\\[\\]]";

  private final ModelId model;
  private final Endpoint endpoint;
  private final Clock clock;
  private final RetryHints hints;

  ErrorMapping(ModelId model, Endpoint endpoint, Clock clock) {
    this.model = model;
    this.endpoint = endpoint;
    this.clock = clock;
    this.hints = new RetryHints(clock);
  }

  /**
   * The error of an answer with that status and those headers.
   *
   * @param sent what a server may quote and must not show
   */
  ModelException map(int httpStatus, Headers headers, SentSecrets sent, ErrorBody body) {
    int status = body.statusOr(httpStatus);
    ErrorDetails details = details(httpStatus, headers, sent, body);
    if (body.isAny(QUOTA) || status == 402) {
      return new QuotaExhaustedException(
          "the account has no money or quota left; waiting does not help, see the account's billing",
          details.toBuilder().retryable(false).build(), // Whatever a header says.
          null);
    }
    if (body.isAny(CONTEXT) || (status == 400 && body.param().equals(VLLM_CONTEXT))) {
      return tooLong(details, body);
    }
    if (body.isAny(FILTER)) {
      return new ContentFilteredException(
          "the provider's content filter blocked the request", details, null);
    }
    if (status == 401 || body.isAny(KEY)) {
      return keyRejected(details, sent.key());
    }
    return byStatus(status < 300 ? inBand(body) : status, details, body, sent);
  }

  /** The status that an error in an answer of status 200 stands for. */
  private static int inBand(ErrorBody body) {
    if (body.is("permission_error")) {
      return 403;
    } else if (body.isAny(MISSING)) {
      return 404;
    }
    // The Responses API has twenty codes for images, all of which say that one is wrong.
    boolean image = body.code().startsWith("invalid_") || body.code().contains("image");
    return image || body.isAny(INVALID) ? 400 : 500;
  }

  private ModelException byStatus(
      int status, ErrorDetails details, ErrorBody body, SentSecrets sent) {
    if (body.isAny(RATE) && status <= 500) {
      return rateLimited(details, body);
    }
    return switch (status) {
      case 403 ->
          new PermissionDeniedException(
              "the key is not allowed to do this; check the account's access to the model and its"
                  + " region",
              details,
              null);
      case 404 ->
          new NotFoundException(
              "there is no such model or address; check the model's name and "
                  + endpoint.baseUrlHint(),
              details,
              null);
      case 407 -> strangersLogin(details);
      case 429 -> rateLimited(details, body);
      case 408, 409, 498 -> unavailable(details); // 498 is Groq's for a lack of capacity.
      case 501, 505 -> invalid(details, sent.hide(body.param()));
      default -> other(status, details, sent.hide(body.param()));
    };
  }

  private ModelException other(int status, ErrorDetails details, String param) {
    if (status >= 400 && status < 500) {
      return invalid(details, param);
    }
    if (status < 400) {
      return new ProtocolException(
          "the server sends the request elsewhere, which is not followed so that no key goes"
              + " astray; set the new address as "
              + endpoint.baseUrlHint(),
          details,
          null);
    }
    return unavailable(details);
  }

  private AuthenticationException keyRejected(ErrorDetails details, boolean keySent) {
    String next = keySent ? "the key was rejected; check " : "no key was sent; set ";
    return new AuthenticationException(next + endpoint.keyHint(), details, null);
  }

  /** A proxy's own 407 never gets here: one that is set is asked first, see {@link HttpProxy}. */
  private AuthenticationException strangersLogin(ErrorDetails details) {
    return new AuthenticationException(
        "something before the server wants a login of its own; check the network's proxies and "
            + endpoint.baseUrlHint(),
        details,
        null);
  }

  private static RateLimitedException rateLimited(ErrorDetails details, ErrorBody body) {
    boolean never = details.retryAfter().isEmpty() && SizesInWords.neverFits(body.message());
    if (never && details.retryable().isEmpty()) {
      return new RateLimitedException(
          "the request alone is larger than the limit and can never pass; shorten it",
          details.toBuilder().retryable(false).build(),
          null);
    }
    return new RateLimitedException(
        "too many requests or tokens in too short a time; try again later", details, null);
  }

  private static UnavailableException unavailable(ErrorDetails details) {
    return new UnavailableException("the server cannot answer now; try again later", details, null);
  }

  private static InvalidRequestException invalid(ErrorDetails details, String param) {
    String where = param.isEmpty() ? "" : " (at " + safe(param) + ")";
    return new InvalidRequestException(
        "the server finds the request wrong" + where + "; change it", details, null);
  }

  private static ContextTooLongException tooLong(ErrorDetails details, ErrorBody body) {
    SizesInWords told = SizesInWords.ofContext(body.message());
    OptionalLong limit = body.limit().isPresent() ? body.limit() : told.limit();
    OptionalLong size = body.size().isPresent() ? body.size() : told.size();
    String sizes =
        limit.isPresent() && size.isPresent()
            ? " (" + size.getAsLong() + " of " + limit.getAsLong() + " tokens)"
            : "";
    return new ContextTooLongException(
        "the request does not fit the model's context" + sizes + "; shorten it",
        details,
        limit,
        size,
        null);
  }

  /** Details of an answer that is not an error by itself. */
  ErrorDetails details(int status, Headers headers, SentSecrets sent) {
    return builder(status, headers, sent).build();
  }

  private ErrorDetails details(int status, Headers headers, SentSecrets sent, ErrorBody body) {
    // llama-server repeats the status as the code, in a stream that of the error; its type says
    // more.
    boolean saysNothing = body.code().isEmpty() || body.code().equals(String.valueOf(status));
    boolean saysLess =
        !body.type().isEmpty() && body.code().equals(String.valueOf(body.statusOr(status)));
    String code = body.code();
    if (saysNothing || saysLess) {
      code = body.type().isEmpty() ? body.inner() : body.type();
    }
    return builder(status, headers, sent)
        .code(code.isEmpty() ? null : sent.hide(code))
        .providerMessage(body.message().isEmpty() ? null : sent.hide(body.message()))
        .build();
  }

  private ErrorDetails.Builder builder(int status, Headers headers, SentSecrets sent) {
    String given = headers.get("x-request-id");
    String id = given == null ? headers.get("apim-request-id") : given;
    return ErrorDetails.builder(model)
        .status(status)
        .requestId(id == null ? null : sent.hide(id))
        .retryAfter(hints.retryAfter(headers).orElse(null))
        .retryable(hints.shouldRetry(headers))
        .rateLimits(RateLimitHeaders.read(headers, clock));
  }

  /** Field names of the server end up in messages: only plain ones do. */
  private static String safe(String word) {
    String plain = word.replaceAll(UNSAFE_IN_MESSAGES, "_");
    return plain.length() > LONGEST_WORD ? plain.substring(0, LONGEST_WORD) : plain;
  }
}

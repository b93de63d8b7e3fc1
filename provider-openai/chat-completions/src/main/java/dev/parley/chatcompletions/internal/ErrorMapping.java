package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.config.Secret;
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
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Turns a server's refusal into the error family, by status, code and type and never by the words
 * of the message. The table is OpenAI's, with the codes of compatible servers.
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
          "billing_not_active");
  private static final Set<String> CONTEXT =
      Set.of("context_length_exceeded", "exceed_context_size_error");
  private static final Set<String> FILTER =
      Set.of("content_filter", "content_policy_violation", "invalid_prompt");
  private static final int LONGEST_MESSAGE = 2_000;
  private static final String UNSAFE_IN_MESSAGES = "[^\\w.\\-\\[\\]]";

  private final ModelId model;
  private final Endpoint endpoint;
  private final RetryHints hints;

  ErrorMapping(ModelId model, Endpoint endpoint, Clock clock) {
    this.model = model;
    this.endpoint = endpoint;
    this.hints = new RetryHints(clock);
  }

  /** The error of an answer with that status and those headers. */
  ModelException map(int httpStatus, Headers headers, ErrorBody body) {
    int status = body.statusOr(httpStatus);
    ErrorDetails details = details(httpStatus, headers, body);
    if (QUOTA.stream().anyMatch(body::is) || status == 402) {
      return new QuotaExhaustedException(
          "the account has no money or quota left; waiting does not help, see the account's billing",
          details,
          null);
    }
    if (CONTEXT.stream().anyMatch(body::is)) {
      return new ContextTooLongException(
          "the request does not fit the model's context" + sizes(body) + "; shorten it",
          details,
          body.limit(),
          body.size(),
          null);
    }
    if (FILTER.stream().anyMatch(body::is)) {
      return new ContentFilteredException(
          "the provider's content filter blocked the request", details, null);
    }
    return byStatus(status, details, body);
  }

  private ModelException byStatus(int status, ErrorDetails details, ErrorBody body) {
    if (body.is("invalid_api_key") || body.is("authentication_error")) {
      return keyRejected(details);
    }
    return switch (status) {
      case 401 -> keyRejected(details);
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
      case 429 ->
          new RateLimitedException(
              "too many requests or tokens in too short a time; try again later", details, null);
      case 408, 409 -> unavailable(details);
      case 501 -> invalid(details, body);
      default -> other(status, details, body);
    };
  }

  private ModelException other(int status, ErrorDetails details, ErrorBody body) {
    if (status >= 400 && status < 500) {
      return body.is("rate_limit_exceeded")
          ? new RateLimitedException("too much in too short a time; try later", details, null)
          : invalid(details, body);
    }
    if (status >= 300 && status < 400) {
      return new ProtocolException(
          "the server sends the request elsewhere, which is not followed so that no key goes"
              + " astray; set the new address as "
              + endpoint.baseUrlHint(),
          details,
          null);
    }
    return body.is("invalid_request_error") ? invalid(details, body) : unavailable(details);
  }

  private AuthenticationException keyRejected(ErrorDetails details) {
    String next = endpoint.key() == null ? "no key was sent; set " : "the key was rejected; check ";
    return new AuthenticationException(next + endpoint.keyHint(), details, null);
  }

  private static UnavailableException unavailable(ErrorDetails details) {
    return new UnavailableException("the server cannot answer now; try again later", details, null);
  }

  private static InvalidRequestException invalid(ErrorDetails details, ErrorBody body) {
    String where = body.param().isEmpty() ? "" : " (at " + safe(body.param()) + ")";
    return new InvalidRequestException(
        "the server finds the request wrong" + where + "; change it", details, null);
  }

  private static String sizes(ErrorBody body) {
    return body.limit().isPresent() && body.size().isPresent()
        ? " (" + body.size().getAsLong() + " of " + body.limit().getAsLong() + " tokens)"
        : "";
  }

  /** Details of an answer that is not an error by itself. */
  ErrorDetails details(int status, Headers headers) {
    return builder(status, headers).build();
  }

  private ErrorDetails details(int status, Headers headers, ErrorBody body) {
    String code = body.code().isEmpty() ? body.type() : body.code();
    return builder(status, headers)
        .code(code.isEmpty() ? null : safe(code))
        .providerMessage(body.message().isEmpty() ? null : quoted(body.message()))
        .build();
  }

  private ErrorDetails.Builder builder(int status, Headers headers) {
    String requestId = headers.get("x-request-id");
    return ErrorDetails.builder(model)
        .status(status)
        .requestId(requestId == null ? headers.get("apim-request-id") : requestId)
        .retryAfter(hints.retryAfter(headers).orElse(null))
        .retryable(hints.shouldRetry(headers));
  }

  /** A server may quote the key that it got. */
  private String quoted(String message) {
    String cut =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    @Nullable Supplier<Secret> key = endpoint.key();
    return key == null ? cut : cut.replace(key.get().reveal(), "***");
  }

  /** Codes and field names come from the server and end up in messages: only plain ones do. */
  private static String safe(String word) {
    String plain = word.replaceAll(UNSAFE_IN_MESSAGES, "_");
    return plain.length() > 64 ? plain.substring(0, 64) : plain;
  }
}

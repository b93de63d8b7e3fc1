package dev.parley.tck.toy;

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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What refusals become: {@code error}, a word, and the server's own words. */
final class ToyErrors {
  private ToyErrors() {}

  static ModelException refusal(ModelId model, ToyHttp answer, Secret key) throws IOException {
    ErrorDetails.Builder details = ErrorDetails.builder(model).status(answer.status());
    answer.header("x-request").ifPresent(details::requestId);
    answer
        .header("retry-after")
        .ifPresent(seconds -> details.retryAfter(Duration.ofSeconds(Long.parseLong(seconds))));
    ToyText text = new ToyText();
    List<String> lines = List.of();
    for (byte[] piece = answer.piece(); piece != null && lines.isEmpty(); piece = answer.piece()) {
      lines = text.lines(piece);
    }
    if (lines.isEmpty() || !lines.get(0).startsWith("error ")) {
      return new ProtocolException("a refusal without a reason", details.build(), null);
    }
    return told(lines.get(0).substring(6), details.build(), key);
  }

  /** Servers like to quote. */
  static ModelException told(String error, ErrorDetails known, Secret key) {
    String[] words = error.replace(key.reveal(), "***").split(" ", 2);
    ErrorDetails details = known.toBuilder().providerMessage(words[1]).build();
    return switch (words[0]) {
      case "AUTHENTICATION" -> new AuthenticationException("check the key", details, null);
      case "PERMISSION" -> new PermissionDeniedException("ask for access", details, null);
      case "NOT_FOUND" -> new NotFoundException("check the model's name", details, null);
      case "CONTEXT_TOO_LONG" ->
          new ContextTooLongException(
              "send less", details, OptionalLong.empty(), OptionalLong.empty(), null);
      case "CONTENT_FILTERED" -> new ContentFilteredException("ask otherwise", details, null);
      case "RATE_LIMITED" -> new RateLimitedException("wait", details, null);
      case "QUOTA_EXHAUSTED" -> new QuotaExhaustedException("pay", details, null);
      case "BROKEN", "UNAVAILABLE" -> new UnavailableException("try later", details, null);
      default -> new InvalidRequestException("correct the request", details, null);
    };
  }
}

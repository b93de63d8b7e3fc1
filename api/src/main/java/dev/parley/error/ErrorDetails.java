package dev.parley.error;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.chat.RateLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The data of a failed call to a model. Immutable. */
public final class ErrorDetails {
  private static final int LONGEST_CODE = 64;
  private static final int LONGEST_ID = 128;
  private static final int LONGEST_MESSAGE = 2_000;
  private static final Pattern UNSAFE_IN_MESSAGES = Pattern.compile("[^\\w.:\\-\\[\\]]");

  private final ModelId model;
  private final @Nullable Integer status;
  private final @Nullable String requestId;
  private final @Nullable String code;
  private final @Nullable String providerMessage;
  private final @Nullable Boolean retryable;
  private final @Nullable Duration retryAfter;
  private final RateLimits rateLimits;
  private final int attempts;
  private final @Nullable Completion partial;

  private ErrorDetails(Builder builder) {
    model = builder.model;
    status = builder.status;
    requestId = builder.requestId;
    code = builder.code;
    providerMessage = builder.providerMessage;
    retryable = builder.retryable;
    retryAfter = builder.retryAfter;
    rateLimits = builder.rateLimits;
    attempts = builder.attempts;
    partial = builder.partial;
  }

  /** {@return details that tell the model and nothing else} */
  public static ErrorDetails of(ModelId model) {
    return builder(model).build();
  }

  /** {@return a builder for the failure of a call to {@code model}} */
  public static Builder builder(ModelId model) {
    return new Builder(model);
  }

  /** {@return a builder that starts from these details} */
  public Builder toBuilder() {
    Builder builder = new Builder(model);
    builder.status = status;
    builder.requestId = requestId;
    builder.code = code;
    builder.providerMessage = providerMessage;
    builder.retryable = retryable;
    builder.retryAfter = retryAfter;
    builder.rateLimits = rateLimits;
    builder.attempts = attempts;
    builder.partial = partial;
    return builder;
  }

  /** {@return the model that was called} */
  public ModelId model() {
    return model;
  }

  /** {@return the HTTP status, where there was an answer with one} */
  public OptionalInt status() {
    return status == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** {@return the provider's id of the request, for its support} */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** {@return the provider's own word for the error, such as {@code context_length_exceeded}} */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }

  /**
   * {@return what the provider said in its own words, cut after 2,000 characters} It may quote the
   * request, so it is never part of an exception's message.
   */
  public Optional<String> providerMessage() {
    return Optional.ofNullable(providerMessage);
  }

  /** {@return the provider's verdict on trying again, where it gave one} */
  public Optional<Boolean> retryable() {
    return Optional.ofNullable(retryable);
  }

  /** {@return how long the provider asks to wait} */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** {@return what the provider told of its rate limits with the failure} */
  public RateLimits rateLimits() {
    return rateLimits;
  }

  /** {@return how often the call was tried; at least 1} */
  public int attempts() {
    return attempts;
  }

  /**
   * {@return what had arrived before the failure, with its usage; only of streams, and of answers
   * that are not in the form asked for}
   */
  public Optional<Completion> partial() {
    return Optional.ofNullable(partial);
  }

  /** The beginning of an error message: who failed, with which status, at which request. */
  String subject() {
    StringBuilder text = new StringBuilder(model.toString());
    if (status != null) {
      text.append(": HTTP ").append(status);
    }
    if (code != null) {
      text.append(' ').append(code);
    }
    if (requestId != null) {
      text.append(" (request ").append(requestId).append(')');
    }
    return text.toString();
  }

  /** Builds {@link ErrorDetails}. Not thread-safe. */
  public static final class Builder {
    private final ModelId model;
    private @Nullable Integer status;
    private @Nullable String requestId;
    private @Nullable String code;
    private @Nullable String providerMessage;
    private @Nullable Boolean retryable;
    private @Nullable Duration retryAfter;
    private RateLimits rateLimits = RateLimits.UNKNOWN;
    private int attempts = 1;
    private @Nullable Completion partial;

    private Builder(ModelId model) {
      this.model = requireNonNull(model, "model");
    }

    /** Sets the HTTP status. Default: none. */
    public Builder status(int value) {
      status = value;
      return this;
    }

    /**
     * Sets the provider's id of the request. It ends up in messages, so what is neither letter,
     * digit nor one of {@code _ . : - [ ]} becomes {@code _}, and it is cut after 128 characters.
     * Default: none.
     */
    public Builder requestId(@Nullable String value) {
      requestId = value == null ? null : plain(value, LONGEST_ID);
      return this;
    }

    /**
     * Sets the provider's own word for the error. It ends up in messages, so it is made plain as
     * {@link #requestId} is, and cut after 64 characters. Default: none.
     */
    public Builder code(@Nullable String value) {
      code = value == null ? null : plain(value, LONGEST_CODE);
      return this;
    }

    /**
     * Sets what the provider said in its own words, of which 2,000 characters are kept. Default:
     * nothing.
     */
    public Builder providerMessage(@Nullable String value) {
      providerMessage =
          value == null || value.length() <= LONGEST_MESSAGE
              ? value
              : value.substring(0, LONGEST_MESSAGE) + "…";
      return this;
    }

    /** Sets whether trying again may help, against the rule of the error's type. Default: unset. */
    public Builder retryable(@Nullable Boolean value) {
      retryable = value;
      return this;
    }

    /** Sets how long the provider asks to wait. Default: it does not ask. */
    public Builder retryAfter(@Nullable Duration value) {
      retryAfter = value;
      return this;
    }

    /** Sets what the provider told of its rate limits. Default: nothing. */
    public Builder rateLimits(RateLimits value) {
      rateLimits = requireNonNull(value, "rateLimits");
      return this;
    }

    /** Sets how often the call was tried. Default 1. */
    public Builder attempts(int value) {
      attempts = value;
      return this;
    }

    /** Sets what had arrived before the failure. Default: nothing. */
    public Builder partial(@Nullable Completion value) {
      partial = value;
      return this;
    }

    /** {@return the details} */
    public ErrorDetails build() {
      return new ErrorDetails(this);
    }

    private static String plain(String word, int longest) {
      String plain = UNSAFE_IN_MESSAGES.matcher(word).replaceAll("_");
      return plain.length() > longest ? plain.substring(0, longest) : plain;
    }
  }
}

package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.ToolCall;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A whole answer, or what came of one. Immutable. */
public final class Completion {
  private final ModelId model;
  private final String id;
  private final String answeredBy;
  private final AssistantMessage message;
  private final @Nullable FinishReason finishReason;
  private final Usage usage;
  private final List<Warning> warnings;
  private final List<Annotation> annotations;
  private final List<TokenLogprob> logprobs;
  private final List<TokenLogprob> refusalLogprobs;
  private final @Nullable String requestId;
  private final RateLimits rateLimits;
  private final Map<String, String> providerFields;
  private final @Nullable String rawJson;
  private final List<FailedAttempt> failedAttempts;
  private final Extras extras;

  private Completion(Builder builder) {
    model = builder.model;
    id = builder.id;
    answeredBy = builder.answeredBy;
    message = builder.message;
    finishReason = builder.finishReason;
    usage = builder.usage;
    warnings = List.copyOf(builder.warnings);
    annotations = List.copyOf(builder.annotations);
    logprobs = List.copyOf(builder.logprobs);
    refusalLogprobs = List.copyOf(builder.refusalLogprobs);
    requestId = builder.requestId;
    rateLimits = builder.rateLimits;
    providerFields = Collections.unmodifiableMap(new LinkedHashMap<>(builder.providerFields));
    rawJson = builder.rawJson;
    failedAttempts = List.copyOf(builder.failedAttempts);
    extras = builder.extras;
  }

  /** {@return a builder for an answer of {@code model}} */
  public static Builder builder(ModelId model) {
    return new Builder(model);
  }

  /** {@return a builder that starts from this answer} */
  public Builder toBuilder() {
    Builder builder = new Builder(model);
    builder.id = id;
    builder.answeredBy = answeredBy;
    builder.message = message;
    builder.finishReason = finishReason;
    builder.usage = usage;
    builder.warnings = warnings;
    builder.annotations = annotations;
    builder.logprobs = logprobs;
    builder.refusalLogprobs = refusalLogprobs;
    builder.requestId = requestId;
    builder.rateLimits = rateLimits;
    builder.providerFields = providerFields;
    builder.rawJson = rawJson;
    builder.failedAttempts = failedAttempts;
    builder.extras = extras;
    return builder;
  }

  /** {@return the model that was asked} */
  public ModelId model() {
    return model;
  }

  /** {@return the provider's id of the answer; empty if it gave none} */
  public String id() {
    return id;
  }

  /** {@return the model that answered, as the provider names it; empty if it did not say} */
  public String answeredBy() {
    return answeredBy;
  }

  /** {@return the answer as a message, fit to be sent back in the next request} */
  public AssistantMessage message() {
    return message;
  }

  /** {@return the answer's text; empty if the model only called tools or refused} */
  public String text() {
    return message.text();
  }

  /** {@return what the model thought; empty if it did not, or kept it to itself} */
  public String reasoning() {
    return message.content().stream()
        .filter(ReasoningPart.class::isInstance)
        .map(part -> ((ReasoningPart) part).text())
        .collect(Collectors.joining());
  }

  /** {@return why the model would not answer, if it would not} */
  public Optional<String> refusal() {
    return message.content().stream()
        .filter(RefusalPart.class::isInstance)
        .map(part -> ((RefusalPart) part).text())
        .reduce(String::concat);
  }

  /**
   * {@return the tool calls; they decide that tools are wanted, whatever the finish reason says}
   */
  public List<ToolCall> toolCalls() {
    return message.toolCalls();
  }

  /** {@return whether the answer came to its end; if not, this is what came of it} */
  public boolean isComplete() {
    return finishReason != null;
  }

  /** {@return why the answer ended; empty if it is not complete} */
  public Optional<FinishReason> finishReason() {
    return Optional.ofNullable(finishReason);
  }

  /** {@return what the answer cost} */
  public Usage usage() {
    return usage;
  }

  /** {@return what was not done as asked} */
  public List<Warning> warnings() {
    return warnings;
  }

  /** {@return remarks on the answer, such as citations} */
  public List<Annotation> annotations() {
    return annotations;
  }

  /** {@return how likely the tokens of the text were, if asked for} */
  public List<TokenLogprob> logprobs() {
    return logprobs;
  }

  /** {@return how likely the tokens of the refusal were, if asked for} */
  public List<TokenLogprob> refusalLogprobs() {
    return refusalLogprobs;
  }

  /** {@return the provider's id of the request, for its support, where it told one} */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** {@return what the provider told of its rate limits} */
  public RateLimits rateLimits() {
    return rateLimits;
  }

  /**
   * {@return what the provider told besides, such as OpenAI's {@code service_tier} and {@code
   * system_fingerprint}: a JSON value by the provider's own name, the last where it told several}
   */
  public Map<String, String> providerFields() {
    return providerFields;
  }

  /** {@return the body of a whole answer as it came, if asked for by {@code rawChunks}} */
  public Optional<String> rawJson() {
    return Optional.ofNullable(rawJson);
  }

  /** {@return what policies tried before this answer came, in order; mostly nothing} */
  public List<FailedAttempt> failedAttempts() {
    return failedAttempts;
  }

  /**
   * {@return what this version does not understand of the answer, where it was read from a text} A
   * field inside an object of the answer is named by its JSON Pointer, such as {@code /usage/seen}.
   */
  public Extras extras() {
    return extras;
  }

  /** {@return the model, the finish reason and the usage, never the text} */
  @Override
  public String toString() {
    return "Completion[" + model + ", " + finishReason + ", " + usage + "]";
  }

  /** Builds a {@link Completion}. Not thread-safe. */
  public static final class Builder {
    private final ModelId model;
    private String id = "";
    private String answeredBy = "";
    private AssistantMessage message = new AssistantMessage(List.of(), Extras.NONE);
    private @Nullable FinishReason finishReason;
    private Usage usage = Usage.NONE;
    private List<Warning> warnings = List.of();
    private List<Annotation> annotations = List.of();
    private List<TokenLogprob> logprobs = List.of();
    private List<TokenLogprob> refusalLogprobs = List.of();
    private @Nullable String requestId;
    private RateLimits rateLimits = RateLimits.UNKNOWN;
    private Map<String, String> providerFields = Map.of();
    private @Nullable String rawJson;
    private List<FailedAttempt> failedAttempts = List.of();
    private Extras extras = Extras.NONE;

    private Builder(ModelId model) {
      this.model = requireNonNull(model, "model");
    }

    /** Sets the provider's id of the answer. Default: empty. */
    public Builder id(String value) {
      id = requireNonNull(value, "id");
      return this;
    }

    /** Sets the model that answered, as the provider names it. Default: empty. */
    public Builder answeredBy(String value) {
      answeredBy = requireNonNull(value, "answeredBy");
      return this;
    }

    /** Sets the answer's message. Default: one without content. */
    public Builder message(AssistantMessage value) {
      message = requireNonNull(value, "message");
      return this;
    }

    /** Sets the answer's content. Default: none. */
    public Builder content(List<Part> parts) {
      return message(new AssistantMessage(parts, Extras.NONE));
    }

    /** Sets why the answer ended, which makes it complete. Default: it is not. */
    public Builder finishReason(FinishReason value) {
      finishReason = requireNonNull(value, "finishReason");
      return this;
    }

    /** Sets what the answer cost. Default: nobody knows. */
    public Builder usage(Usage value) {
      usage = requireNonNull(value, "usage");
      return this;
    }

    /** Sets what was not done as asked. Default: nothing. */
    public Builder warnings(List<Warning> value) {
      warnings = requireNonNull(value, "warnings");
      return this;
    }

    /** Sets the remarks. Default: none. */
    public Builder annotations(List<Annotation> value) {
      annotations = requireNonNull(value, "annotations");
      return this;
    }

    /** Sets how likely the tokens were. Default: not told. */
    public Builder logprobs(List<TokenLogprob> value) {
      logprobs = requireNonNull(value, "logprobs");
      return this;
    }

    /** Sets how likely the tokens of the refusal were. Default: not told. */
    public Builder refusalLogprobs(List<TokenLogprob> value) {
      refusalLogprobs = requireNonNull(value, "refusalLogprobs");
      return this;
    }

    /** Sets the provider's id of the request. Default: not told. */
    public Builder requestId(@Nullable String value) {
      requestId = value;
      return this;
    }

    /** Sets what the provider told of its rate limits. Default: nothing. */
    public Builder rateLimits(RateLimits value) {
      rateLimits = requireNonNull(value, "rateLimits");
      return this;
    }

    /** Sets what the provider told besides, a JSON value by its own name. Default: nothing. */
    public Builder providerFields(Map<String, String> value) {
      providerFields = requireNonNull(value, "providerFields");
      return this;
    }

    /** Sets the body as it came. Default: not kept. */
    public Builder rawJson(@Nullable String value) {
      rawJson = value;
      return this;
    }

    /** Sets what was tried before. Default: nothing. */
    public Builder failedAttempts(List<FailedAttempt> value) {
      failedAttempts = requireNonNull(value, "failedAttempts");
      return this;
    }

    /** Sets what is not understood and kept. Default: nothing. */
    public Builder extras(Extras value) {
      extras = requireNonNull(value, "extras");
      return this;
    }

    /** {@return the completion} */
    public Completion build() {
      return new Completion(this);
    }
  }
}

package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import dev.parley.internal.OptionValues;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked. Immutable. Only what is set is sent: everything else is the provider's
 * default, or the configuration's for a model opened by name.
 */
public final class ChatRequest {
  private static final int LONGEST_KEY = 255;

  private final List<Message> messages;
  private final List<ToolDefinition> tools;
  private final @Nullable ToolChoice toolChoice;
  private final @Nullable ResponseFormat responseFormat;
  private final List<String> stop;
  private final @Nullable ReasoningEffort reasoningEffort;
  private final @Nullable Double temperature;
  private final @Nullable Double topP;
  private final @Nullable Integer maxOutputTokens;
  private final @Nullable Long seed;
  private final @Nullable Double frequencyPenalty;
  private final @Nullable Double presencePenalty;
  private final @Nullable Integer topLogprobs;
  private final Timeouts timeouts;
  private final Map<String, Map<String, Object>> options;
  private final boolean rawChunks;
  private final @Nullable String idempotencyKey;
  private final Extras extras;

  private ChatRequest(Builder builder) {
    messages = List.copyOf(builder.messages);
    tools = List.copyOf(builder.tools);
    toolChoice = builder.toolChoice;
    responseFormat = builder.responseFormat;
    stop = List.copyOf(builder.stop);
    reasoningEffort = builder.reasoningEffort;
    temperature = builder.temperature;
    topP = builder.topP;
    maxOutputTokens = builder.maxOutputTokens;
    seed = builder.seed;
    frequencyPenalty = builder.frequencyPenalty;
    presencePenalty = builder.presencePenalty;
    topLogprobs = builder.topLogprobs;
    timeouts = builder.timeouts;
    options = OptionValues.copy(builder.options);
    rawChunks = builder.rawChunks;
    idempotencyKey = builder.idempotencyKey;
    extras = builder.extras;
  }

  /** {@return a request with one user message} */
  public static ChatRequest of(String userText) {
    return builder().user(userText).build();
  }

  /** {@return a builder without messages} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder that starts from this request} */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.messages.addAll(messages);
    builder.tools.addAll(tools);
    builder.toolChoice = toolChoice;
    builder.responseFormat = responseFormat;
    builder.stop = stop;
    builder.reasoningEffort = reasoningEffort;
    builder.temperature = temperature;
    builder.topP = topP;
    builder.maxOutputTokens = maxOutputTokens;
    builder.seed = seed;
    builder.frequencyPenalty = frequencyPenalty;
    builder.presencePenalty = presencePenalty;
    builder.topLogprobs = topLogprobs;
    builder.timeouts = timeouts;
    options.forEach(
        (provider, values) -> builder.options.put(provider, new LinkedHashMap<>(values)));
    builder.rawChunks = rawChunks;
    builder.idempotencyKey = idempotencyKey;
    builder.extras = extras;
    return builder;
  }

  /** {@return the conversation so far; at least one message} */
  public List<Message> messages() {
    return messages;
  }

  /** {@return the tools that the model may call} */
  public List<ToolDefinition> tools() {
    return tools;
  }

  /** {@return whether it may, must or must not, if set} */
  public Optional<ToolChoice> toolChoice() {
    return Optional.ofNullable(toolChoice);
  }

  /** {@return the form of the answer, if set} */
  public Optional<ResponseFormat> responseFormat() {
    return Optional.ofNullable(responseFormat);
  }

  /** {@return texts that end the answer and are not part of it} */
  public List<String> stop() {
    return stop;
  }

  /** {@return how long the model should think, if set} */
  public Optional<ReasoningEffort> reasoningEffort() {
    return Optional.ofNullable(reasoningEffort);
  }

  /** {@return how freely tokens are chosen, from 0 up, if set} */
  public OptionalDouble temperature() {
    return temperature == null ? OptionalDouble.empty() : OptionalDouble.of(temperature);
  }

  /** {@return the share of likely tokens to choose from, 0 to 1, if set} */
  public OptionalDouble topP() {
    return topP == null ? OptionalDouble.empty() : OptionalDouble.of(topP);
  }

  /** {@return the most tokens the answer may have, thoughts included, if set} */
  public OptionalInt maxOutputTokens() {
    return maxOutputTokens == null ? OptionalInt.empty() : OptionalInt.of(maxOutputTokens);
  }

  /** {@return the seed of the choice of tokens, if set} */
  public OptionalLong seed() {
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  /** {@return how much to avoid frequent tokens, if set} */
  public OptionalDouble frequencyPenalty() {
    return frequencyPenalty == null ? OptionalDouble.empty() : OptionalDouble.of(frequencyPenalty);
  }

  /** {@return how much to avoid tokens that came, if set} */
  public OptionalDouble presencePenalty() {
    return presencePenalty == null ? OptionalDouble.empty() : OptionalDouble.of(presencePenalty);
  }

  /** {@return how many likely alternatives to tell for every token, if set} */
  public OptionalInt topLogprobs() {
    return topLogprobs == null ? OptionalInt.empty() : OptionalInt.of(topLogprobs);
  }

  /** {@return the time-outs; what they leave unset is the configuration's} */
  public Timeouts timeouts() {
    return timeouts;
  }

  /**
   * {@return what only the named provider instance understands, by name} Values are {@code String},
   * {@code Boolean}, {@code Number}, or {@code List} and {@code Map} of these.
   */
  public Map<String, Object> options(String provider) {
    return options.getOrDefault(provider, Map.of());
  }

  /** {@return what only one provider instance understands, by instance and then by name} */
  public Map<String, Map<String, Object>> options() {
    return options;
  }

  /** {@return whether the wire's own chunks are wanted beside the events} */
  public boolean rawChunks() {
    return rawChunks;
  }

  /** {@return the name of this question, by which a server may know it again, if set} */
  public Optional<String> idempotencyKey() {
    return Optional.ofNullable(idempotencyKey);
  }

  /**
   * {@return what this version does not understand of the request, where it was read from a text} A
   * field inside an object of the request is named by its JSON Pointer, such as {@code
   * /timeouts/first}. Nothing of it is sent.
   */
  public Extras extras() {
    return extras;
  }

  /** {@return the number of messages and tools, never their content} */
  @Override
  public String toString() {
    return "ChatRequest[" + messages.size() + " messages, " + tools.size() + " tools]";
  }

  /** Builds a {@link ChatRequest}. Not thread-safe. */
  public static final class Builder {
    private final List<Message> messages = new ArrayList<>();
    private final List<ToolDefinition> tools = new ArrayList<>();
    private @Nullable ToolChoice toolChoice;
    private @Nullable ResponseFormat responseFormat;
    private List<String> stop = List.of();
    private @Nullable ReasoningEffort reasoningEffort;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Integer maxOutputTokens;
    private @Nullable Long seed;
    private @Nullable Double frequencyPenalty;
    private @Nullable Double presencePenalty;
    private @Nullable Integer topLogprobs;
    private Timeouts timeouts = Timeouts.UNSET;
    private final Map<String, Map<String, Object>> options = new LinkedHashMap<>();
    private boolean rawChunks;
    private @Nullable String idempotencyKey;
    private Extras extras = Extras.NONE;

    private Builder() {}

    /** Adds a message. */
    public Builder message(Message message) {
      messages.add(requireNonNull(message, "message"));
      return this;
    }

    /** Adds messages in their order. */
    public Builder messages(List<? extends Message> more) {
      more.forEach(this::message);
      return this;
    }

    /** Adds instructions. */
    public Builder system(String text) {
      return message(Message.system(text));
    }

    /** Adds what the user says. */
    public Builder user(String text) {
      return message(Message.user(text));
    }

    /** Adds what the user says or shows. */
    public Builder user(Part... content) {
      return message(Message.user(content));
    }

    /** Adds what the model said before. */
    public Builder assistant(String text) {
      return message(Message.assistant(text));
    }

    /** Adds a tool that the model may call. */
    public Builder tool(ToolDefinition tool) {
      tools.add(requireNonNull(tool, "tool"));
      return this;
    }

    /**
     * Sets whether the model may, must or must not call tools. Default: it may if there are any.
     */
    public Builder toolChoice(ToolChoice value) {
      toolChoice = requireNonNull(value, "toolChoice");
      return this;
    }

    /** Sets the form of the answer. Default: text. */
    public Builder responseFormat(ResponseFormat value) {
      responseFormat = requireNonNull(value, "responseFormat");
      return this;
    }

    /** Sets texts that end the answer. Default: none. Providers allow few, OpenAI four. */
    public Builder stop(List<String> texts) {
      stop = List.copyOf(texts);
      return this;
    }

    /** Sets how long the model should think. Default: the provider's. */
    public Builder reasoningEffort(ReasoningEffort value) {
      reasoningEffort = requireNonNull(value, "reasoningEffort");
      return this;
    }

    /**
     * Sets how freely tokens are chosen: 0 takes the likeliest, higher is freer; providers allow up
     * to 2. Default: the provider's.
     */
    public Builder temperature(double value) {
      requireAtLeast(0, value, "temperature");
      temperature = value;
      return this;
    }

    /** Sets the share of likely tokens to choose from, 0 to 1. Default: the provider's. */
    public Builder topP(double value) {
      requireAtLeast(0, value, "topP");
      topP = value;
      return this;
    }

    /**
     * Sets the most tokens the answer may have, thoughts included; at least 1. Default: the
     * provider's.
     */
    public Builder maxOutputTokens(int value) {
      requireAtLeast(1, value, "maxOutputTokens");
      maxOutputTokens = value;
      return this;
    }

    /**
     * Sets the seed of the choice of tokens, for answers that repeat as well as the provider can.
     * Default: the provider's.
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets how much to avoid tokens the more often they came; providers allow -2 to 2. Default: the
     * provider's.
     */
    public Builder frequencyPenalty(double value) {
      requireFinite(value, "frequencyPenalty");
      frequencyPenalty = value;
      return this;
    }

    /**
     * Sets how much to avoid tokens that came at all; providers allow -2 to 2. Default: the
     * provider's.
     */
    public Builder presencePenalty(double value) {
      requireFinite(value, "presencePenalty");
      presencePenalty = value;
      return this;
    }

    /**
     * Sets how many likely alternatives to tell for every token of the text; 0 tells of the token
     * alone. Default: nothing is told.
     */
    public Builder topLogprobs(int value) {
      requireAtLeast(0, value, "topLogprobs");
      topLogprobs = value;
      return this;
    }

    /** Sets the time-outs. Default: the configuration's. */
    public Builder timeouts(Timeouts value) {
      timeouts = requireNonNull(value, "timeouts");
      return this;
    }

    /**
     * Sets something only one provider understands; others never see it.
     *
     * @param provider the provider instance, as in the model's address
     * @param name a field of the provider's own request format
     * @param value a {@code String}, {@code Boolean}, {@code Number}, or {@code List} or {@code
     *     Map} of these
     * @throws IllegalArgumentException if {@code value} is anything else; on {@link #build()}
     */
    public Builder option(String provider, String name, Object value) {
      options
          .computeIfAbsent(requireNonNull(provider, "provider"), p -> new LinkedHashMap<>())
          .put(requireNonNull(name, "name"), requireNonNull(value, "value"));
      return this;
    }

    /** Asks for the wire's own chunks as {@link CompletionEvent.ProviderEvent}s. Default: no. */
    public Builder rawChunks(boolean wanted) {
      rawChunks = wanted;
      return this;
    }

    /**
     * Sets the name of this question, the same whenever it is sent again, so that a server that
     * knows it by then need not answer, or bill, twice. A hint: it goes out as the header {@code
     * Idempotency-Key}, which gateways and proxies may heed and OpenAI documents nothing of.
     * Another question, such as the next turn, needs another name or none. Default: none.
     *
     * @param value 1 to 255 visible ASCII characters; null for none
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder idempotencyKey(@Nullable String value) {
      if (value != null
          && (value.isEmpty()
              || value.length() > LONGEST_KEY
              || !value.chars().allMatch(c -> c > ' ' && c < 127))) {
        throw new IllegalArgumentException(
            "An idempotency key is 1 to " + LONGEST_KEY + " visible ASCII characters");
      }
      idempotencyKey = value;
      return this;
    }

    /** Sets what is not understood and kept. Default: nothing. */
    public Builder extras(Extras value) {
      extras = requireNonNull(value, "extras");
      return this;
    }

    /**
     * {@return the request}
     *
     * @throws IllegalArgumentException if there is no message
     */
    public ChatRequest build() {
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("A request needs at least one message");
      }
      return new ChatRequest(this);
    }

    private static void requireFinite(double value, String name) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " must be a finite number: " + value);
      }
    }

    private static void requireAtLeast(double least, double value, String name) {
      requireFinite(value, name);
      if (value < least) {
        throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
      }
    }
  }
}

package dev.parley;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.Timeouts;
import dev.parley.chat.TokenCount;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.spi.ForwardingChatModel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fills what a request leaves unset from the configuration, read once when the model is opened.
 * Written out, without a lambda for each: linking those was a third of what it takes to wrap a
 * model.
 */
final class RequestDefaults extends ForwardingChatModel {
  private final Optional<Double> temperature;
  private final Optional<Double> topP;
  private final Optional<Integer> maxOutputTokens;
  private final Optional<Long> seed;
  private final Optional<String> stop;
  private final Optional<Double> frequencyPenalty;
  private final Optional<Double> presencePenalty;
  private final Optional<ReasoningEffort> reasoningEffort;
  private final Timeouts timeouts;

  RequestDefaults(ChatModel inner, Config config) {
    super(inner);
    ProviderSettings own = config.own();
    temperature = notNegative(own, "temperature");
    topP = notNegative(own, "top-p");
    maxOutputTokens = maxOutputTokens(own);
    seed = own.integer("seed");
    stop = own.text("stop");
    frequencyPenalty = own.number("frequency-penalty");
    presencePenalty = own.number("presence-penalty");
    reasoningEffort = reasoningEffort(own);
    timeouts = timeouts(own);
  }

  /** What no request would take is refused now: later nobody would know where it was set. */
  private static Optional<Double> notNegative(ProviderSettings own, String name) {
    Optional<Double> value = own.number(name);
    if (value.isPresent() && value.get() < 0) {
      throw own.invalid(name, "at least 0");
    }
    return value;
  }

  private static Optional<Integer> maxOutputTokens(ProviderSettings own) {
    String name = "max-output-tokens";
    Optional<Long> value = own.integer(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    long tokens = value.get();
    if (tokens < 1 || tokens > Integer.MAX_VALUE) {
      throw own.invalid(name, "from 1 to " + Integer.MAX_VALUE);
    }
    return Optional.of((int) tokens);
  }

  private static Optional<ReasoningEffort> reasoningEffort(ProviderSettings own) {
    Optional<String> word = own.choice("reasoning-effort");
    return word.isEmpty()
        ? Optional.empty()
        : Optional.of(ReasoningEffort.valueOf(word.get().toUpperCase(Locale.ROOT)));
  }

  /** The time-outs that the configuration sets. */
  static Timeouts timeouts(ProviderSettings own) {
    Timeouts timeouts = Timeouts.UNSET;
    for (Timeouts.Kind kind : Timeouts.Kind.values()) {
      Optional<Duration> limit = own.duration("timeout." + kind.settingName());
      timeouts = limit.isPresent() ? timeouts.with(kind, limit.get()) : timeouts;
    }
    return timeouts;
  }

  private ChatRequest fill(ChatRequest request) {
    ChatRequest.Builder builder = request.toBuilder();
    if (temperature.isPresent() && request.temperature().isEmpty()) {
      builder.temperature(temperature.get());
    }
    if (topP.isPresent() && request.topP().isEmpty()) {
      builder.topP(topP.get());
    }
    if (maxOutputTokens.isPresent() && request.maxOutputTokens().isEmpty()) {
      builder.maxOutputTokens(maxOutputTokens.get());
    }
    if (seed.isPresent() && request.seed().isEmpty()) {
      builder.seed(seed.get());
    }
    if (stop.isPresent() && request.stop().isEmpty()) {
      builder.stop(List.of(stop.get()));
    }
    if (frequencyPenalty.isPresent() && request.frequencyPenalty().isEmpty()) {
      builder.frequencyPenalty(frequencyPenalty.get());
    }
    if (presencePenalty.isPresent() && request.presencePenalty().isEmpty()) {
      builder.presencePenalty(presencePenalty.get());
    }
    if (reasoningEffort.isPresent() && request.reasoningEffort().isEmpty()) {
      builder.reasoningEffort(reasoningEffort.get());
    }
    return builder.timeouts(request.timeouts().orElse(timeouts)).build();
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return inner().countTokens(fill(request));
  }

  @Override
  public Completion complete(ChatRequest request) {
    return inner().complete(fill(request));
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return inner().stream(fill(request));
  }
}

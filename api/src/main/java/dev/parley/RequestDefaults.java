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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Fills what a request leaves unset from the configuration, read once when the model is opened. */
final class RequestDefaults extends ForwardingChatModel {
  private record Default<T>(
      T value, Predicate<ChatRequest> unset, BiConsumer<ChatRequest.Builder, T> setter) {
    void apply(ChatRequest request, ChatRequest.Builder builder) {
      if (unset.test(request)) {
        setter.accept(builder, value);
      }
    }
  }

  private final List<Default<?>> defaults = new ArrayList<>();
  private final Timeouts timeouts;

  RequestDefaults(ChatModel inner, Config config) {
    super(inner);
    ProviderSettings own = config.own();
    add(
        checked(own, "temperature", own.number("temperature"), n -> n >= 0, "at least 0"),
        r -> r.temperature().isEmpty(),
        ChatRequest.Builder::temperature);
    add(
        checked(own, "top-p", own.number("top-p"), n -> n >= 0, "at least 0"),
        r -> r.topP().isEmpty(),
        ChatRequest.Builder::topP);
    add(
        checked(
                own,
                "max-output-tokens",
                own.integer("max-output-tokens"),
                n -> n >= 1 && n <= Integer.MAX_VALUE,
                "from 1 to " + Integer.MAX_VALUE)
            .map(Math::toIntExact),
        r -> r.maxOutputTokens().isEmpty(),
        ChatRequest.Builder::maxOutputTokens);
    add(own.integer("seed"), r -> r.seed().isEmpty(), ChatRequest.Builder::seed);
    add(own.text("stop").map(List::of), r -> r.stop().isEmpty(), ChatRequest.Builder::stop);
    add(
        own.number("frequency-penalty"),
        r -> r.frequencyPenalty().isEmpty(),
        ChatRequest.Builder::frequencyPenalty);
    add(
        own.number("presence-penalty"),
        r -> r.presencePenalty().isEmpty(),
        ChatRequest.Builder::presencePenalty);
    add(
        own.choice("reasoning-effort")
            .map(word -> ReasoningEffort.valueOf(word.toUpperCase(Locale.ROOT))),
        r -> r.reasoningEffort().isEmpty(),
        ChatRequest.Builder::reasoningEffort);
    timeouts = timeouts(own);
  }

  /** What no request would take is refused now: later nobody would know where it was set. */
  private static <T> Optional<T> checked(
      ProviderSettings own, String name, Optional<T> value, Predicate<T> fits, String expected) {
    if (value.isPresent() && !fits.test(value.get())) {
      throw own.invalid(name, expected);
    }
    return value;
  }

  private <T> void add(
      Optional<T> value, Predicate<ChatRequest> unset, BiConsumer<ChatRequest.Builder, T> setter) {
    value.ifPresent(present -> defaults.add(new Default<>(present, unset, setter)));
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
    defaults.forEach(each -> each.apply(request, builder));
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

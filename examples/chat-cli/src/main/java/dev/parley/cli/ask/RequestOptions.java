package dev.parley.cli.ask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.Models;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.cli.process.UsageException;
import dev.parley.config.Config;
import dev.parley.config.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said with {@code -o}: Parley's own settings of a request, and those of a provider. */
public final class RequestOptions {
  /** Parley's own. */
  public static final List<String> OWN =
      List.of(
          "temperature",
          "top-p",
          "max-output-tokens",
          "seed",
          "stop",
          "frequency-penalty",
          "presence-penalty",
          "reasoning-effort");

  private final ChatRequest.Builder wanted = ChatRequest.builder().user("");
  private final List<String> stops = new ArrayList<>();
  private final Set<String> providers = new LinkedHashSet<>();

  private RequestOptions() {}

  /**
   * {@return the options}
   *
   * @param typed as {@code name=value} or {@code provider.name=value}; later ones win, but for
   *     texts to stop at, which add up
   * @throws UsageException if one makes no sense
   */
  public static RequestOptions of(List<String> typed) {
    RequestOptions options = new RequestOptions();
    typed.forEach(options::add);
    options.build(); // What cannot be sent is told now.
    return options;
  }

  private void add(String typed) {
    int equals = typed.indexOf('=');
    if (equals < 1) {
      throw new UsageException("-o looks like temperature=0.2 or openai.user=me");
    }
    String name = typed.substring(0, equals).strip();
    String value = typed.substring(equals + 1);
    int dot = name.indexOf('.');
    if (dot > 0 && dot < name.length() - 1) {
      String provider = name.substring(0, dot);
      providers.add(provider);
      wanted.option(provider, name.substring(dot + 1), json(name, value));
    } else if (OWN.contains(name)) {
      own(name, value.strip(), value);
    } else {
      throw new UsageException(
          "-o "
              + name
              + ": there is no such option."
              + NearestName.suggestion(name, OWN)
              + " There are "
              + String.join(", ", OWN)
              + ", and PROVIDER.NAME for what only one provider has");
    }
  }

  private void own(String name, String value, String exact) {
    try {
      switch (name) {
        case "temperature" -> wanted.temperature(Double.parseDouble(value));
        case "top-p" -> wanted.topP(Double.parseDouble(value));
        case "max-output-tokens" -> wanted.maxOutputTokens(Integer.parseInt(value));
        case "seed" -> wanted.seed(Long.parseLong(value));
        case "frequency-penalty" -> wanted.frequencyPenalty(Double.parseDouble(value));
        case "presence-penalty" -> wanted.presencePenalty(Double.parseDouble(value));
        case "reasoning-effort" -> wanted.reasoningEffort(effort(value));
        default -> {
          stops.add(exact);
          wanted.stop(stops);
        }
      }
    } catch (IllegalArgumentException e) { // Not its message: that shows the value.
      throw new UsageException("-o " + name + " must be " + expected(name));
    }
  }

  private static ReasoningEffort effort(String value) {
    return ReasoningEffort.valueOf(value.toUpperCase(Locale.ROOT));
  }

  private static String expected(String name) {
    return switch (name) {
      case "temperature", "top-p" -> "a number from 0 up";
      case "max-output-tokens" -> "a whole number from 1 to " + Integer.MAX_VALUE;
      case "seed" -> "a whole number";
      case "reasoning-effort" ->
          "one of "
              + String.join(
                  ", ",
                  Arrays.stream(ReasoningEffort.values())
                      .map(each -> each.name().toLowerCase(Locale.ROOT))
                      .toList());
      default -> "a number";
    };
  }

  private static Object json(String name, String text) {
    Optional<Object> read;
    try {
      read =
          Optional.ofNullable(
              JsonMapper.builder()
                  .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                  .build()
                  .readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      return text; // No JSON, so it means itself.
    }
    return read.orElseThrow(
        () -> new UsageException("-o " + name + ": null cannot be sent; leave the option out"));
  }

  /**
   * Checks that something is said only for providers that are asked: for others it would be dropped
   * in silence.
   *
   * @throws UsageException if it is not so
   */
  public void requireAsked(@Nullable String model, Models door, Config config) {
    List<String> asked = ModelAddress.instances(model, config);
    for (String provider : providers) {
      if (asked.contains(provider)) {
        continue;
      }
      Set<String> known = new LinkedHashSet<>(door.installed().keySet());
      known.addAll(config.instances());
      throw new UsageException(
          "-o "
              + provider
              + ".…: "
              + (known.contains(provider)
                  ? "that provider is not asked, but "
                      + (asked.isEmpty() ? "none: name a model with -m" : String.join(", ", asked))
                  : "there is no such provider." + NearestName.suggestion(provider, known)));
    }
  }

  /** Puts them into a request. */
  ChatRequest.Builder into(ChatRequest.Builder request) {
    return copy(build(), request);
  }

  /** {@return a builder of the request with these for all that it does not say itself} */
  public ChatRequest.Builder under(ChatRequest request) {
    return copy(request, into(request.toBuilder()));
  }

  private static ChatRequest.Builder copy(ChatRequest said, ChatRequest.Builder request) {
    said.temperature().ifPresent(request::temperature);
    said.topP().ifPresent(request::topP);
    said.maxOutputTokens().ifPresent(request::maxOutputTokens);
    said.seed().ifPresent(request::seed);
    said.frequencyPenalty().ifPresent(request::frequencyPenalty);
    said.presencePenalty().ifPresent(request::presencePenalty);
    said.reasoningEffort().ifPresent(request::reasoningEffort);
    if (!said.stop().isEmpty()) {
      request.stop(said.stop());
    }
    said.options()
        .forEach(
            (provider, values) ->
                values.forEach((name, value) -> request.option(provider, name, value)));
    return request;
  }

  private ChatRequest build() {
    try {
      return wanted.build();
    } catch (IllegalArgumentException e) { // A null, deep in a list or an object.
      throw new UsageException("-o: " + e.getMessage());
    }
  }
}

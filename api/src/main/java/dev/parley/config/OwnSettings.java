package dev.parley.config;

import dev.parley.chat.ReasoningEffort;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parley's own settings, and which of them an untrusted file may set. */
final class OwnSettings {
  static final SettingsSpec SPEC =
      SettingsSpec.of(
          Setting.of("model", Setting.Type.TEXT, "The model to open, as provider:model."),
          Setting.of(
              "embedding-model",
              Setting.Type.TEXT,
              "The model that makes vectors, as provider:model."),
          Setting.of(
              "store",
              Setting.Type.TEXT,
              "Where conversations are kept, such as file:/folder or redis://host:6379/0."),
          Setting.of("temperature", Setting.Type.NUMBER, "How freely tokens are chosen."),
          Setting.of("top-p", Setting.Type.NUMBER, "The share of likely tokens to choose from."),
          Setting.of(
              "max-output-tokens", Setting.Type.INTEGER, "The most tokens an answer may have."),
          Setting.of("seed", Setting.Type.INTEGER, "The seed of the choice of tokens."),
          Setting.of("stop", Setting.Type.TEXT, "A text that ends the answer."),
          Setting.of(
              "frequency-penalty", Setting.Type.NUMBER, "How much to avoid frequent tokens."),
          Setting.of(
              "presence-penalty", Setting.Type.NUMBER, "How much to avoid tokens that came."),
          Setting.choice("reasoning-effort", efforts(), "How long the model should think."),
          Setting.of("timeout.connect", Setting.Type.DURATION, "Until a connection stands.")
              .withDefault("10s"),
          Setting.of("timeout.first-event", Setting.Type.DURATION, "From there to the first event.")
              .withDefault("10m"),
          Setting.of("timeout.silence", Setting.Type.DURATION, "The longest gap between two bytes.")
              .withDefault("60s"),
          Setting.of(
              "timeout.whole",
              Setting.Type.DURATION,
              "The whole exchange; not set: 10m for a plain call, off for a stream."),
          Setting.of(
              "retries",
              Setting.Type.INTEGER,
              "How often a failed call is tried again; not set: 2; 0 switches it off."),
          Setting.of(
              "rate",
              Setting.Type.TEXT,
              "The most requests, such as 5/s, 100/m, 1000/h or 10000/d; not set, or 0: no limit."),
          Setting.of(
              "tokens-per-minute",
              Setting.Type.INTEGER,
              "The most tokens of requests and answers; not set, or 0: no limit."),
          Setting.of(
              "rate-file",
              Setting.Type.PATH,
              "A file by which processes share these limits; not set: each process has its own."),
          Setting.of(
                  "offline",
                  Setting.Type.BOOLEAN,
                  "Refuses to talk to other machines, before a name is looked up.")
              .withDefault("false"));

  /** An untrusted file gets no say in where requests go, what runs, or how long they may hang. */
  static final Set<String> UNTRUSTED =
      Set.of(
          "model",
          "temperature",
          "top-p",
          "max-output-tokens",
          "seed",
          "stop",
          "frequency-penalty",
          "presence-penalty",
          "reasoning-effort");

  private OwnSettings() {}

  private static List<String> efforts() {
    return Arrays.stream(ReasoningEffort.values())
        .map(effort -> effort.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}

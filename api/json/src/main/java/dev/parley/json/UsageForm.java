package dev.parley.json;

import dev.parley.chat.Usage;
import dev.parley.chat.Usage.Source;

/** What an answer cost. */
final class UsageForm {
  private UsageForm() {}

  static void fields(JsonWriter out, Usage usage) {
    out.wordOrUnknown("source", usage.source(), Source.ESTIMATED);
    if (usage.source() == Source.NONE) {
      return;
    }
    out.number("inputTokens", usage.inputTokens());
    out.number("outputTokens", usage.outputTokens());
    out.number("totalTokens", usage.totalTokens());
    out.number("cachedInputTokens", usage.cachedInputTokens());
    out.number("reasoningTokens", usage.reasoningTokens());
    out.number("audioInputTokens", usage.audioInputTokens());
    out.number("audioOutputTokens", usage.audioOutputTokens());
    out.object("details", usage.details().isEmpty(), () -> usage.details().forEach(out::number));
    out.duration("inputTime", usage.inputTime());
    out.duration("outputTime", usage.outputTime());
  }

  /** Numbers from a source that this version does not know count as a guess. */
  static Usage read(JsonObject in) {
    Source source = in.word("source", Source.class).orElse(Source.ESTIMATED);
    if (source == Source.NONE) {
      return Usage.NONE;
    }
    Usage.Builder usage = Usage.reported();
    usage.input(in.number("inputTokens"));
    usage.output(in.number("outputTokens"));
    usage.total(in.number("totalTokens"));
    in.optionalNumber("cachedInputTokens").ifPresent(usage::cachedInput);
    in.optionalNumber("reasoningTokens").ifPresent(usage::reasoning);
    in.optionalNumber("audioInputTokens").ifPresent(usage::audioInput);
    in.optionalNumber("audioOutputTokens").ifPresent(usage::audioOutput);
    in.object("details").ifPresent(details -> readDetails(details, usage));
    if (source == Source.ESTIMATED) {
      // A guess of nothing makes the sum a guess. No guess has times: they stay unknown fields.
      return Usage.estimated(0, 0).plus(usage.build());
    }
    in.optionalDuration("inputTime").ifPresent(usage::inputTime);
    in.optionalDuration("outputTime").ifPresent(usage::outputTime);
    return usage.build();
  }

  private static void readDetails(JsonObject in, Usage.Builder usage) {
    for (String name : in.names()) {
      in.optionalNumber(name, Numbers::exact).ifPresent(number -> usage.detail(name, number));
    }
  }
}

package dev.parley.json;

import dev.parley.chat.TokenLogprob;
import dev.parley.message.Bytes;
import java.util.List;

/** How likely tokens were. */
final class LogprobForm {
  private LogprobForm() {}

  static void write(JsonWriter out, String name, List<TokenLogprob> logprobs) {
    out.list(name, logprobs, logprob -> out.object(() -> fields(out, logprob)));
  }

  private static void fields(JsonWriter out, TokenLogprob logprob) {
    out.text("token", logprob.token());
    out.number("logprob", (Number) logprob.logprob());
    out.text("bytes", logprob.bytes().map(Bytes::toBase64));
    write(out, "alternatives", logprob.alternatives());
  }

  static List<TokenLogprob> read(JsonObject in, String name) {
    return in.list(name, LogprobForm::one);
  }

  private static TokenLogprob one(JsonObject in) {
    return new TokenLogprob(
        in.text("token"),
        in.decimal("logprob"),
        in.optionalText("bytes", Bytes::fromBase64),
        read(in, "alternatives"));
  }
}

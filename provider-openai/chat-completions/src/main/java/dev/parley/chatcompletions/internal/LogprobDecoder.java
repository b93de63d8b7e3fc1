package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.TokenLogprob;
import dev.parley.message.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads how likely tokens were. */
final class LogprobDecoder {
  private LogprobDecoder() {}

  /** The tokens of {@code logprobs.content}, and in turn of {@code top_logprobs}. */
  static List<TokenLogprob> read(JsonNode list) {
    if (!list.isArray() || list.isEmpty()) {
      return List.of();
    }
    List<TokenLogprob> logprobs = new ArrayList<>();
    for (JsonNode entry : list) {
      logprobs.add(
          new TokenLogprob(
              Json.text(entry, "token"),
              entry.path("logprob").asDouble(),
              bytes(entry.path("bytes")),
              read(entry.path("top_logprobs"))));
    }
    return logprobs;
  }

  private static Optional<Bytes> bytes(JsonNode list) {
    if (!list.isArray()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) list.path(i).asInt();
    }
    return Optional.of(Bytes.of(bytes));
  }
}

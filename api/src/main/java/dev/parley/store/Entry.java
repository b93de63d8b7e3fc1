package dev.parley.store;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * One message of a conversation, as it is kept.
 *
 * @param at when it was said
 * @param info how it came about, if a model said it
 * @param extras what a newer version of Parley kept with it
 */
public record Entry(Message message, Instant at, Optional<CompletionInfo> info, Extras extras) {
  /** Refuses nulls. */
  public Entry {
    requireNonNull(message, "message");
    requireNonNull(at, "at");
    requireNonNull(info, "info");
    requireNonNull(extras, "extras");
  }

  /** {@return what someone said} */
  public static Entry of(Message message, Instant at) {
    return new Entry(message, at, Optional.empty(), Extras.NONE);
  }

  /** {@return what a model said, or what came of it} */
  public static Entry of(Completion answer, Instant at) {
    return new Entry(answer.message(), at, Optional.of(CompletionInfo.of(answer)), Extras.NONE);
  }

  /** {@return when and how, never the message: it is private} */
  @Override
  public String toString() {
    return "Entry[" + at + info.map(known -> ", " + known).orElse("") + "]";
  }
}

package dev.parley.conversation;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.chat.Usage;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import dev.parley.tool.ToolLoop.Ending;
import java.util.List;

/**
 * What was said in one go, and is kept.
 *
 * @param completion the model's last answer
 * @param entries all that was appended: what was said, the answers, what tools came to
 * @param usage the sum over all answers
 * @param ending what ended it
 * @param version the conversation's after it
 */
public record Turn(
    Completion completion, List<Entry> entries, Usage usage, Ending ending, Version version) {
  /** Copies the entries. */
  public Turn {
    requireNonNull(completion, "completion");
    entries = List.copyOf(entries);
    requireNonNull(usage, "usage");
    requireNonNull(ending, "ending");
    requireNonNull(version, "version");
  }

  /** {@return the text of the last answer} */
  public String text() {
    return completion.text();
  }
}

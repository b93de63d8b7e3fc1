package dev.parley.cli.conversation;

import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.error.StoreException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import dev.parley.store.Labels;
import jakarta.inject.Inject;
import java.util.Optional;

/** Calls a conversation by how its first question begins, so that lists need not read it. */
public final class Titles {
  private static final int LONGEST = 60;

  private final Diagnostics diagnostics;

  @Inject
  Titles(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /**
   * Gives one that was begun by this question its title. That it cannot is told, and no reason to
   * fail: the answer is kept.
   */
  public void begun(ConversationStore store, ConversationId id, String question) {
    try {
      Optional<ConversationInfo> info = store.info(id);
      if (info.isPresent() && info.get().labels().equals(Labels.NONE)) {
        store.label(id, Labels.titled(of(question)));
      }
    } catch (StoreException e) {
      diagnostics.say("this conversation has no title: " + e.getMessage());
    }
  }

  /** {@return the beginning of a text, on one line} */
  public static String of(String text) {
    // More cannot be needed, unless a text begins with a page of blanks.
    String line = ControlCharacters.oneLine(text.substring(0, Math.min(text.length(), 4096)));
    if (line.length() <= LONGEST) {
      return line;
    }
    int end = LONGEST - 1;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}

package dev.parley.cli.log;

import dev.parley.cli.conversation.InParts;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.UsageException;
import dev.parley.json.ParleyJson;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;

/** {@code parley log show}: what was said in one conversation. */
final class LogShow implements Subcommand {
  /** So many messages are looked at first to find the last turns. */
  private static final int FIRST_LOOK = 16;

  private final KeptConversations kept;
  private final AnswerWriter out;

  @Inject
  LogShow(KeptConversations kept, AnswerWriter out) {
    this.kept = kept;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new LogOptions.ForShow());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    LogOptions.ForShow options =
        Arguments.parse("parley log show", new LogOptions.ForShow(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    } else if (options.count < 0) {
      throw new UsageException("-n takes how many turns to show");
    }
    try (ConversationStore store = kept.open(options.setup)) {
      ConversationId id = kept.id(store, options.name);
      long first = options.count == 0 ? 0 : lastTurns(store, id, options.count);
      if (!options.json) {
        out.write("# " + ControlCharacters.oneLine(id.text()) + "\n");
      }
      for (Entry entry : InParts.entries(store, id, first)) {
        out.write(options.json ? ParleyJson.write(entry) + "\n" : text(entry));
      }
      return ExitCode.OK;
    }
  }

  private static String text(Entry entry) {
    String said = SpokenText.of(entry.message()).stripTrailing();
    return "\n" + SpokenText.heading(entry) + "\n\n" + said + (said.isEmpty() ? "" : "\n");
  }

  /** The place where they begin: of a long conversation no more is read than needed. */
  private static long lastTurns(ConversationStore store, ConversationId id, int turns) {
    for (int most = FIRST_LOOK; ; most = Math.multiplyExact(most, 2)) {
      Transcript tail = store.tail(id, most);
      List<Entry> entries = tail.entries();
      int found = 0;
      for (int i = entries.size() - 1; i >= 0; i--) {
        if (entries.get(i).message() instanceof UserMessage && ++found == turns) {
          return tail.first() + i;
        }
      }
      if (tail.first() == 0) {
        return 0;
      }
    }
  }
}

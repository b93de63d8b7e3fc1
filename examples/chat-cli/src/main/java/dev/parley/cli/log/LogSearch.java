package dev.parley.cli.log;

import dev.parley.cli.conversation.InParts;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code parley log search}: the lines in which a text stands. */
final class LogSearch implements Subcommand {
  /** Of a line that is longer only what is around the text is printed. */
  private static final int AROUND = 100;

  private final KeptConversations kept;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  LogSearch(KeptConversations kept, AnswerWriter out, Diagnostics diagnostics) {
    this.kept = kept;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new LogOptions.ForSearch());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    LogOptions.ForSearch options =
        Arguments.parse("parley log search", new LogOptions.ForSearch(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    Pattern pattern = pattern(options);
    boolean found = false;
    try (ConversationStore store = kept.open(options.setup)) {
      for (ConversationInfo info : InParts.conversations(store)) {
        found |= search(store, info.id(), pattern);
      }
    }
    return found ? ExitCode.OK : ExitCode.NOTHING_FOUND;
  }

  private static Pattern pattern(LogOptions.ForSearch options) {
    if (options.text.isEmpty()) {
      throw new UsageException("say what to look for, as in parley log search WORD");
    }
    int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    try {
      return Pattern.compile(options.text, options.regex ? flags : flags | Pattern.LITERAL);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "no regular expression: " + e.getDescription() + "; without --regex it is a plain text");
    }
  }

  /** One that cannot be read does not hide the others. */
  private boolean search(ConversationStore store, ConversationId id, Pattern pattern)
      throws IOException {
    boolean found = false;
    long number = 0;
    try {
      for (Entry entry : InParts.entries(store, id, 0)) {
        number++;
        found |= search(id, number, entry, pattern);
      }
    } catch (StoreDamagedException | StoreRefusedException e) {
      diagnostics.say(String.valueOf(e.getMessage()));
    }
    return found;
  }

  private boolean search(ConversationId id, long number, Entry entry, Pattern pattern)
      throws IOException {
    boolean found = false;
    for (String line : SpokenText.of(entry.message()).split("\n", -1)) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        found = true;
        String where = id.text() + ":" + number + ":" + SpokenText.who(entry.message()) + ": ";
        String part = around(line, matcher.start(), matcher.end());
        out.write(ControlCharacters.oneLine(where + part) + "\n");
      }
    }
    return found;
  }

  private static String around(String line, int start, int end) {
    int from = Math.max(0, start - AROUND);
    int to = Math.min(line.length(), Math.min(end, start + AROUND) + AROUND);
    return (from > 0 ? "…" : "") + line.substring(from, to) + (to < line.length() ? "…" : "");
  }
}

package dev.parley.cli.log;

import dev.parley.chat.ModelId;
import dev.parley.cli.conversation.InParts;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

/** {@code parley log list}: the newest conversations first. */
final class LogList implements Subcommand {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final Comparator<ConversationInfo> OLDEST_FIRST =
      Comparator.comparing(ConversationInfo::changed).thenComparing(info -> info.id().text());

  private static final int LONGEST_TITLE = 60;

  /** In these the first question is looked for: before it there may be instructions. */
  private static final int BEGINNING = 3;

  private final KeptConversations kept;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  LogList(KeptConversations kept, AnswerWriter out, Diagnostics diagnostics) {
    this.kept = kept;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new LogOptions.ForList());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    LogOptions.ForList options =
        Arguments.parse("parley log list", new LogOptions.ForList(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    } else if (options.count < 0) {
      throw new UsageException("-n takes how many to list; 0 is all");
    }
    try (ConversationStore store = kept.open(options.setup)) {
      int most = options.count == 0 ? Integer.MAX_VALUE : options.count;
      PriorityQueue<ConversationInfo> newest = new PriorityQueue<>(OLDEST_FIRST);
      long left = 0;
      for (ConversationInfo info : InParts.conversations(store)) {
        newest.add(info);
        if (newest.size() > most) {
          newest.remove();
          left++;
        }
      }
      List<ConversationInfo> shown = new ArrayList<>(newest);
      shown.sort(OLDEST_FIRST.reversed());
      int width =
          shown.stream()
              .mapToInt(info -> info.id().text().length())
              .filter(n -> n < 40)
              .max()
              .orElse(0);
      for (ConversationInfo info : shown) {
        String title = title(store, info);
        out.write((options.json ? json(info, title) : row(info, title, width)) + "\n");
      }
      if (left > 0) {
        diagnostics.say(left + " older ones are not listed; see -n");
      }
      return ExitCode.OK;
    }
  }

  private static String row(ConversationInfo info, String title, int width) {
    StringBuilder row = new StringBuilder(ControlCharacters.oneLine(info.id().text()));
    while (row.length() < width) {
      row.append(' ');
    }
    row.append("  ").append(moment(info.changed()));
    row.append("  ").append(String.format(Locale.ROOT, "%4d", info.version().length()));
    row.append("  ").append(info.model().map(ModelId::toString).orElse("-"));
    return row.append("  ").append(ControlCharacters.oneLine(title)).toString().stripTrailing();
  }

  static String moment(Instant at) {
    return MOMENT.format(at.atZone(ZoneId.systemDefault()));
  }

  private static String json(ConversationInfo info, String title) {
    return JsonLine.of(
        json -> {
          json.writeStringField("id", info.id().text());
          json.writeStringField("begun", info.begun().toString());
          json.writeStringField("changed", info.changed().toString());
          json.writeNumberField("messages", info.version().length());
          if (info.model().isPresent()) {
            json.writeStringField("model", info.model().get().toString());
          }
          json.writeStringField("title", title);
        });
  }

  /** What it is called, else how the first question begins. */
  private String title(ConversationStore store, ConversationInfo info) {
    return info.labels().title().orElseGet(() -> firstQuestion(store, info.id()));
  }

  private String firstQuestion(ConversationStore store, ConversationId id) {
    try {
      for (Entry entry : store.page(id, 0, BEGINNING).entries()) {
        if (entry.message() instanceof UserMessage question) {
          return ControlCharacters.beginning(question.text(), LONGEST_TITLE);
        }
      }
      return "";
    } catch (StoreDamagedException | StoreRefusedException e) {
      diagnostics.say(String.valueOf(e.getMessage()));
      return "";
    }
  }
}

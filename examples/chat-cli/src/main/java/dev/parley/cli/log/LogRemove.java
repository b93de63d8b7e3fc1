package dev.parley.cli.log;

import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.InParts;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code parley log rm}: removes conversations, after asking. */
final class LogRemove implements Subcommand {
  private static final Pattern AGE = Pattern.compile("([0-9]{1,9})\\s*([dhm])");

  private final KeptConversations kept;
  private final Surroundings surroundings;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  LogRemove(
      KeptConversations kept,
      Surroundings surroundings,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.kept = kept;
    this.surroundings = surroundings;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new LogOptions.ForRemove());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    LogOptions.ForRemove options =
        Arguments.parse("parley log rm", new LogOptions.ForRemove(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    int ways =
        (options.names.isEmpty() ? 0 : 1)
            + (options.all ? 1 : 0)
            + (options.olderThan == null ? 0 : 1);
    if (ways != 1) {
      throw new UsageException(
          "say which to remove: NAME…, --all or --older-than 30d, one of them");
    }
    Instant before = options.olderThan == null ? Instant.MAX : before(options.olderThan);
    if (!options.yes && !surroundings.inIsTerminal()) {
      throw new UsageException("there is no terminal to ask on; add --yes to remove for good");
    }
    try (ConversationStore store = kept.open(options.setup)) {
      List<ConversationId> ids =
          options.names.isEmpty() ? chosen(store, before) : named(store, options.names);
      if (ids.isEmpty()) {
        diagnostics.say("there is none to remove");
      } else if (!options.yes && !confirmed(ids.size())) {
        diagnostics.say("nothing is removed");
      } else {
        remove(store, ids);
      }
      return ExitCode.OK;
    }
  }

  private void remove(ConversationStore store, List<ConversationId> ids) {
    long removed = 0;
    for (ConversationId id : ids) {
      removed += store.delete(id) ? 1 : 0; // Else somebody else did, which is as good.
    }
    diagnostics.say(removed + " removed");
  }

  private Instant before(String age) {
    Matcher matcher = AGE.matcher(age.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UsageException("--older-than takes days, hours or minutes, as 30d, 12h or 90m");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration length =
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofMinutes(amount);
        };
    return surroundings.clock().instant().minus(length);
  }

  private static List<ConversationId> chosen(ConversationStore store, Instant before) {
    List<ConversationId> ids = new ArrayList<>();
    for (ConversationInfo info : InParts.conversations(store)) {
      if (info.changed().isBefore(before)) {
        ids.add(info.id());
      }
    }
    return ids;
  }

  /** Before anything is removed, so that a slip removes nothing. */
  private static List<ConversationId> named(ConversationStore store, List<String> names) {
    List<ConversationId> ids = new ArrayList<>();
    for (String name : names) {
      ConversationId id = ConversationChoice.named(name);
      if (!exists(store, id)) {
        throw KeptConversations.missing(name);
      }
      ids.add(id);
    }
    return ids;
  }

  private static boolean exists(ConversationStore store, ConversationId id) {
    try {
      return store.info(id).isPresent();
    } catch (StoreDamagedException | StoreRefusedException e) {
      return true; // One that cannot be read can be removed.
    }
  }

  private boolean confirmed(int count) throws IOException {
    diagnostics.say(
        "remove " + (count == 1 ? "this conversation" : count + " conversations") + "? [y/N]");
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = surroundings.in().read(); c >= 0 && c != '\n'; c = surroundings.in().read()) {
      line.write(c);
    }
    String answer = line.toString(StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }
}

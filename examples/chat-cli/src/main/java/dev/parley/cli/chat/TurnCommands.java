package dev.parley.cli.chat;

import dev.parley.cli.chat.Undo.LastTurn;
import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.LastConversation;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreConflictException;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The commands that ask again, take back, and go on elsewhere. */
final class TurnCommands {
  private final Undo undo;
  private final Asking asking;
  private final LastConversation last;
  private final ConversationChoice ids;

  @Inject
  TurnCommands(Undo undo, Asking asking, LastConversation last, ConversationChoice ids) {
    this.undo = undo;
    this.asking = asking;
    this.last = last;
    this.ids = ids;
  }

  List<SlashCommand> commands(Talk talk, News news, Screen screen) {
    return List.of(
        new SlashCommand(
            "/retry",
            "",
            "Ask the last question anew, in place of its answer.",
            argument -> retry(talk, news, screen)),
        new SlashCommand(
            "/undo",
            "",
            "Take back the last question and its answer.",
            argument -> undo(talk, news, screen)),
        new SlashCommand(
            "/fork",
            "[NAME]",
            "Go on in a copy of this conversation.",
            name -> fork(name, talk, news, screen)));
  }

  private ExitCode retry(Talk talk, News news, Screen screen) throws IOException {
    Optional<UserMessage> unanswered = talk.unanswered();
    if (unanswered.isPresent()) {
      news.show();
      return asking.ask(talk, unanswered.get(), screen);
    }
    LastTurn turn = lastTurn(talk, news);
    ConversationId whole = undo.takeBack(talk, turn);
    screen.say("asking again" + aside(talk, whole));
    news.forget();
    return asking.ask(talk, turn.question(), screen);
  }

  private ExitCode undo(Talk talk, News news, Screen screen) {
    Optional<UserMessage> unanswered = talk.unanswered();
    if (unanswered.isPresent()) {
      talk.answered();
      screen.say("taken back, unanswered: " + Screen.brief(unanswered.get().text()));
      return ExitCode.OK;
    }
    LastTurn turn = lastTurn(talk, news);
    ConversationId whole = undo.takeBack(talk, turn);
    moved(talk, news);
    screen.say("taken back: " + Screen.brief(turn.question().text()) + aside(talk, whole));
    return ExitCode.OK;
  }

  /** One that the user has seen: another process may have added one while this was typed. */
  private static LastTurn lastTurn(Talk talk, News news) {
    Optional<LastTurn> turn = Undo.lastTurn(talk.store(), talk.id());
    if (news.show()) {
      throw new UsageException("\"" + talk.id() + "\" has changed meanwhile; say it again");
    }
    return turn.orElseThrow(
        () -> new UsageException("nothing has been asked in this conversation yet"));
  }

  private static String aside(Talk talk, ConversationId whole) {
    return ConversationChoice.isChosen(talk.id())
        ? "; \"" + talk.id() + "\" as it was is now \"" + whole + "\""
        : "; going on in " + talk.id() + ", what was before stays in " + whole;
  }

  private ExitCode fork(String name, Talk talk, News news, Screen screen) {
    ConversationId copy = name.isEmpty() ? ids.unused() : ConversationChoice.named(name);
    long length = talk.store().info(talk.id()).map(info -> info.version().length()).orElse(0L);
    if (length == 0) {
      throw new UsageException("nothing has been said yet that could be copied");
    }
    try {
      talk.store().fork(talk.id(), length, copy);
    } catch (StoreConflictException e) {
      Optional<ConversationInfo> other = talk.store().info(copy);
      throw new UsageException(
          other.isPresent()
              ? "there is a conversation \"" + copy + "\" already; choose another name"
              : "another process has changed \"" + talk.id() + "\" meanwhile; fork again");
    }
    ConversationId before = talk.id();
    talk.moveTo(copy);
    moved(talk, news);
    screen.say("going on in \"" + copy + "\"; \"" + before + "\" stays as it is");
    return ExitCode.OK;
  }

  private void moved(Talk talk, News news) {
    news.forget();
    if (talk.store().info(talk.id()).isPresent()) {
      last.is(talk.id());
    }
  }
}

package dev.parley.cli.chat;

import dev.parley.cli.chat.ChatOpening.Opened;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Message;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.util.List;
import java.util.Optional;

/** What a person reads first. */
final class Greeting {
  private static final int LAST_EXCHANGE = 2;

  private Greeting() {}

  static void show(Talk talk, Opened opened, Screen screen) {
    Version version =
        talk.store().info(talk.id()).map(ConversationInfo::version).orElse(Version.NONE);
    screen.note(
        "model "
            + talk.model().id()
            + ", conversation \""
            + talk.id()
            + "\" ("
            + (version.exists() ? version.length() + " messages" : "new")
            + "); /help lists commands, Ctrl-D ends");
    if (!opened.kept()) {
      screen.say("there is no home folder, so nothing of this chat is kept");
    }
    if (opened.resumed()) {
      screen.say("the last chat ended in a crash; this one goes on with it");
    }
    lastExchange(talk, screen);
    Optional<UserMessage> unanswered = talk.unanswered();
    unanswered.ifPresent(
        question ->
            screen.say(
                "the last question was not answered: "
                    + Screen.brief(question.text())
                    + "; /retry asks it"));
  }

  private static void lastExchange(Talk talk, Screen screen) {
    List<Entry> tail = talk.store().tail(talk.id(), LAST_EXCHANGE).entries();
    for (Entry entry : tail) {
      Message message = entry.message();
      if (message instanceof UserMessage || message instanceof AssistantMessage) {
        screen.remind(message);
      }
    }
  }
}

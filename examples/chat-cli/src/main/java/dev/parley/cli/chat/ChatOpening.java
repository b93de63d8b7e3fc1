package dev.parley.cli.chat;

import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.ConversationChoice.Chosen;
import dev.parley.cli.conversation.StoreDoor;
import dev.parley.cli.process.Diagnostics;
import dev.parley.config.Config;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import jakarta.inject.Inject;
import java.util.Optional;

/** Opens the conversation of a chat: one that was asked for, that of a crash, or a new one. */
final class ChatOpening {
  private final ConversationChoice conversations;
  private final StoreDoor stores;
  private final NotedChats notes;
  private final Diagnostics diagnostics;

  @Inject
  ChatOpening(
      ConversationChoice conversations,
      StoreDoor stores,
      NotedChats notes,
      Diagnostics diagnostics) {
    this.conversations = conversations;
    this.stores = stores;
    this.notes = notes;
    this.diagnostics = diagnostics;
  }

  /**
   * What was opened.
   *
   * @param resumed whether it goes on after a crash
   * @param kept whether there is a place to keep it
   */
  record Opened(Chosen chosen, NotedChat noted, boolean resumed, boolean kept)
      implements AutoCloseable {
    @Override
    public void close() {
      noted.close();
      chosen.close();
    }
  }

  /**
   * {@return the conversation, to be closed}
   *
   * @param typed whether a person is there, who may want to go on after a crash
   */
  Opened open(ChatOptions options, Config config, boolean typed) {
    Optional<String> address = stores.address(config);
    String store = address.map(ChatOpening::withoutSecrets).orElse("");
    if (!typed || address.isEmpty()) {
      Chosen chosen = conversations.openForChat(options.conversation, config);
      ChatNote note = note(chosen.id(), store, Optional.empty());
      return new Opened(
          chosen, new NotedChat(null, null, note, diagnostics), false, address.isPresent());
    }
    Optional<NotedChat> crashed = crashed(options, store);
    if (crashed.isPresent() && !options.conversation.goOn) {
      options.conversation.name = crashed.get().note().conversation().text();
    }
    Chosen chosen = conversations.openForChat(options.conversation, config);
    // Where another conversation is the last one, that of the crash waits for a plain chat.
    Optional<NotedChat> same =
        crashed.filter(dead -> dead.note().conversation().equals(chosen.id()));
    NotedChat noted = notes.begin(note(chosen.id(), store, same.map(NotedChat::note)));
    if (same.isPresent()) {
      same.get().close();
    } else {
      crashed.ifPresent(NotedChat::leave);
    }
    return new Opened(chosen, noted, same.isPresent(), true);
  }

  private Optional<NotedChat> crashed(ChatOptions options, String store) {
    Optional<String> name = Optional.ofNullable(options.conversation.name);
    return notes.crashed(
        note ->
            note.store().equals(store)
                && name.map(note.conversation().text()::equals).orElse(true));
  }

  private static ChatNote note(ConversationId id, String store, Optional<ChatNote> before) {
    Optional<UserMessage> question = before.flatMap(ChatNote::question);
    return new ChatNote(
        id,
        store,
        ProcessHandle.current().pid(),
        question,
        before.flatMap(ChatNote::version),
        before.flatMap(ChatNote::undo));
  }

  /** An address without what may be a password. */
  private static String withoutSecrets(String address) {
    int settings = address.indexOf('?');
    String place = settings < 0 ? address : address.substring(0, settings);
    int user = place.indexOf('@');
    int authority = place.indexOf("//");
    return user < 0 || authority < 0 || user < authority
        ? place
        : place.substring(0, authority + 2) + place.substring(user + 1);
  }
}

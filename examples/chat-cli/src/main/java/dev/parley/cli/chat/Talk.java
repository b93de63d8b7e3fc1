package dev.parley.cli.chat;

import dev.parley.chat.ChatModel;
import dev.parley.conversation.Conversation;
import dev.parley.error.StoreException;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.SystemMessage;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a chat is about at this moment. */
final class Talk {
  /** More than others can have added between a question and a crash. */
  private static final int MOST_READ = 1000;

  private final WatchedStore store;
  private final NotedChat noted;
  private final List<Part> attached = new ArrayList<>();
  private ChatModel model;
  private ConversationId id;
  private Optional<String> system;

  /**
   * A talk that begins, or goes on.
   *
   * @param system in place of what the conversation began with
   * @param noted what survives a crash
   */
  Talk(
      ChatModel model,
      WatchedStore store,
      ConversationId id,
      Optional<String> system,
      NotedChat noted) {
    this.model = model;
    this.store = store;
    this.id = id;
    this.system = system;
    this.noted = noted;
  }

  WatchedStore store() {
    return store;
  }

  NotedChat noted() {
    return noted;
  }

  ChatModel model() {
    return model;
  }

  void model(ChatModel other) {
    model = other;
  }

  ConversationId id() {
    return id;
  }

  /** Goes on in another conversation. */
  void moveTo(ConversationId other) {
    id = other;
    noted.note(note -> note.conversation(other));
  }

  /** {@return the system message that the next question is asked with} */
  Optional<String> currentSystem() {
    return system.or(this::first);
  }

  /** The one that the conversation began with. */
  private Optional<String> first() {
    List<Entry> entries = store.page(id, 0, 1).entries();
    return entries.isEmpty() || !(entries.get(0).message() instanceof SystemMessage first)
        ? Optional.empty()
        : Optional.of(first.text());
  }

  void system(String text) {
    system = Optional.of(text);
  }

  /** {@return what goes with the next question} */
  List<Part> attached() {
    return attached;
  }

  /** {@return the question of that text, with what was attached, which is then used up} */
  UserMessage question(String text) {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.text(text));
    parts.addAll(attached);
    attached.clear();
    return Message.user(parts.toArray(new Part[0]));
  }

  /** {@return what was asked and has no answer} */
  Optional<UserMessage> unanswered() {
    return noted.note().question();
  }

  /** Notes that it is asked now. */
  void asking(UserMessage question) {
    Optional<Version> before = version();
    noted.note(note -> note.question(Optional.of(question), before));
  }

  /** Nothing is unanswered any more. */
  void answered() {
    noted.note(note -> note.question(Optional.empty(), Optional.empty()));
  }

  /** Drops the question of a chat that crashed after its answer was kept, not before. */
  void dropKeptQuestion() {
    Optional<Version> before = noted.note().version();
    if (unanswered().isPresent() && before.isPresent()) {
      Transcript since = store.page(id, before.get().length(), MOST_READ);
      boolean sameOne =
          !before.get().exists()
              || before.get().incarnation().equals(since.version().incarnation());
      Message question = unanswered().get();
      if (sameOne && since.entries().stream().anyMatch(kept -> kept.message().equals(question))) {
        answered();
      }
    }
  }

  private Optional<Version> version() {
    try {
      return Optional.of(store.info(id).map(ConversationInfo::version).orElse(Version.NONE));
    } catch (StoreException e) {
      return Optional.empty(); // Asking reads it too, and tells.
    }
  }

  Conversation conversation() {
    Conversation.Builder builder = Conversation.builder(model, store, id.text()).keepPartial();
    system.ifPresent(builder::system);
    return builder.build();
  }
}

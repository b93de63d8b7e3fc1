package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.conversation.Conversation;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;

/** A conversation that is kept. */
public final class WithMemory {
  private WithMemory() {}

  /**
   * Asks what was said before.
   *
   * @param address where conversations are kept
   */
  static String whatIsMyName(ChatModel model, String address) {
    // An address such as memory:, file:/folder or redis://host:6379/0?ttl=7d
    try (ConversationStore store = ConversationStores.open(address)) {
      Conversation conversation = Conversation.of(model, store, "ada@example.com");
      conversation.ask("My name is Ada.");
      return conversation.ask("What is my name?").text();
    }
  }
}

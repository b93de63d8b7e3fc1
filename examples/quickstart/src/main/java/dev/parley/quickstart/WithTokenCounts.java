package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.Window;
import dev.parley.store.ConversationStore;

/** The snippet of the page on tokens. */
public final class WithTokenCounts {
  private WithTokenCounts() {}

  /** Asks as much as there is room for, and says how much a question is. */
  static String ask(ChatModel model, ConversationStore store, String question) {
    TokenCount count = model.countTokens(ChatRequest.of(question));
    Conversation conversation =
        Conversation.builder(model, store, "ada@example.com").window(Window.tokens(4_000)).build();
    String answer = conversation.ask(question).text();
    return (count.exact() ? "" : "about ") + count.tokens() + " tokens: " + answer;
  }
}

package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.conversation.Conversation;
import dev.parley.store.ConversationStore;
import dev.parley.tool.ToolLoop.Decision;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import dev.parley.tool.Toolbox;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** How tools run: who may refuse them, how long they may take, and what is told of them. */
public final class WithToolRules {
  private WithToolRules() {}

  /** Lets a user decide on each call, in a conversation. */
  public static String ask(
      ChatModel model,
      ConversationStore store,
      Toolbox tools,
      Executor threads,
      Predicate<String> user) {
    Conversation conversation =
        Conversation.builder(model, store, "files")
            .tools(
                tools,
                loop ->
                    loop.executor(
                            threads) // Without one, on the calling thread one after the other.
                        .gate(
                            call ->
                                user.test(call.name())
                                    ? Decision.allow()
                                    : Decision.refuse("The user does not allow this."))
                        .toolTimeout(Duration.ofSeconds(30))
                        .timeout(Duration.ofMinutes(5))
                        .listener(
                            event -> {
                              if (event instanceof CallEnded call) {
                                System.err.println(call.call().name() + " " + call.outcome());
                              }
                            }))
            .build();
    return conversation.ask("Delete what I no longer need.").text();
  }
}

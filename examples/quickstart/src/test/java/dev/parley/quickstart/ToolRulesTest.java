package dev.parley.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.ToolDefinition;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.tool.Toolbox;
import org.junit.jupiter.api.Test;

/** The snippet on how tools run does what it says. */
class ToolRulesTest {
  @Test
  void a_user_refuses_a_call_and_the_model_is_told() {
    Toolbox tools =
        Toolbox.builder()
            .tool(ToolDefinition.of("list", "", ToolDefinition.NO_PARAMETERS), call -> "a.txt")
            .tool(ToolDefinition.of("delete", "", ToolDefinition.NO_PARAMETERS), call -> "gone")
            .build();
    try (MockChatModel model =
            MockChatModel.builder()
                .reply(
                    MockReply.builder()
                        .toolCall("call_1", "list", "{}")
                        .toolCall("call_2", "delete", "{}")
                        .build())
                .reply("Then it stays.")
                .build();
        ConversationStore store = ConversationStores.open("memory:")) {
      String answer =
          WithToolRules.ask(model, store, tools, Runnable::run, name -> name.equals("list"));

      assertEquals("Then it stays.", answer);
      assertEquals(
          Message.tool(
              ToolResult.of(new ToolCall("call_1", "list", "{}"), "a.txt"),
              ToolResult.failure(
                  new ToolCall("call_2", "delete", "{}"), "The user does not allow this.")),
          model.requests().get(1).messages().get(2));
    }
  }
}

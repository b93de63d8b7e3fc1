package dev.parley.openai.tokens;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.message.SystemMessage;
import dev.parley.openai.tokens.ModelFamily.Shown;

/** Counts the tools: what they are written as, and what is written around them. */
final class ToolTokens {
  /** Behind a system message they share its frame. */
  private static final int FRAME_OF_THEIR_OWN = 4;

  private static final int NO_CALL = 1;
  private static final int AROUND_A_FORCED_NAME = 4;

  private ToolTokens() {}

  static void add(ChatRequest request, ModelFamily family, Tally tally) {
    if (request.tools().isEmpty()) {
      return;
    }
    ToolText text = ToolText.of(request.tools());
    tally.addText(text.text());
    tally.add(family.aroundTools());
    if (request.messages().stream().noneMatch(SystemMessage.class::isInstance)) {
      tally.add(FRAME_OF_THEIR_OWN);
    }
    family.check(Shown.TOOLS, tally);
    if (!text.known() || request.tools().stream().anyMatch(ToolDefinition::strict)) {
      tally.guessed();
    }
    request.toolChoice().ifPresent(choice -> addChoice(choice, tally));
  }

  private static void addChoice(ToolChoice choice, Tally tally) {
    if (choice.equals(ToolChoice.AUTO)) {
      return;
    }
    tally.guessed();
    if (choice.equals(ToolChoice.NONE)) {
      tally.add(NO_CALL);
    } else if (choice instanceof ToolChoice.Named named) {
      tally.add(AROUND_A_FORCED_NAME);
      tally.addText(named.tool());
    }
  }
}

package dev.parley.cli.chat;

import dev.parley.cli.conversation.InParts;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.store.CompletionInfo;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A conversation for people to read. */
final class MarkdownTranscript {
  private MarkdownTranscript() {}

  /** Writes the conversation, in parts, so that a long one takes no more memory. */
  static void write(ConversationStore store, ConversationId id, OutputStream to)
      throws IOException {
    write("# " + Screen.brief(id.text()) + "\n", to);
    for (Entry entry : InParts.entries(store, id, 0)) {
      write("\n## " + who(entry) + "\n\n" + text(entry.message()) + "\n", to);
    }
  }

  private static void write(String text, OutputStream to) throws IOException {
    to.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String who(Entry entry) {
    Message message = entry.message();
    if (message instanceof AssistantMessage) {
      String broken = entry.info().filter(CompletionInfo::isComplete).isPresent() ? "" : " (part)";
      return entry.info().map(info -> info.model().toString()).orElse("Model") + broken;
    }
    return message instanceof SystemMessage
        ? "System"
        : message instanceof ToolMessage ? "Tools" : "User";
  }

  private static String text(Message message) {
    StringBuilder text = new StringBuilder();
    for (Part part : message.content()) {
      if (part instanceof TextPart words) {
        text.append(words.text());
      } else if (part instanceof RefusalPart refusal) {
        text.append(refusal.text());
      } else if (!(part instanceof ReasoningPart)) {
        text.append("*(").append(part.getClass().getSimpleName()).append(")*\n");
      }
    }
    return text.toString().strip();
  }
}

package dev.parley.json;

import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import java.util.List;

/** A message: who speaks, and the parts. */
final class MessageForm {
  private MessageForm() {}

  static void write(JsonWriter out, Message message) {
    out.own(
        message.extras(),
        () -> {
          out.text("role", role(message));
          out.array("content", message.content(), part -> PartForm.write(out, part));
        });
  }

  private static String role(Message message) {
    if (message instanceof SystemMessage) {
      return "system";
    } else if (message instanceof UserMessage) {
      return "user";
    }
    return message instanceof AssistantMessage ? "assistant" : "tool";
  }

  static Message read(JsonObject in) {
    String role = in.text("role");
    List<Part> content = in.list("content", PartForm::read);
    Extras extras = in.extras();
    return switch (role) {
      case "system" -> new SystemMessage(content, extras);
      case "user" -> new UserMessage(content, extras);
      case "assistant" -> new AssistantMessage(content, extras);
      case "tool" -> in.made(() -> new ToolMessage(content, extras));
      default ->
          throw in.wrong("its role is none of system, user, assistant and tool; a newer version?");
    };
  }

  static AssistantMessage readAssistant(JsonObject in) {
    if (read(in) instanceof AssistantMessage message) {
      return message;
    }
    throw in.wrong("an assistant's message must be here");
  }
}

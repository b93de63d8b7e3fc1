package dev.parley.cli.log;

import dev.parley.chat.ModelId;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.SystemMessage;
import dev.parley.message.UserMessage;
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;

/** What is said in a message, for people to read; what is no text is named. */
final class SpokenText {
  private SpokenText() {}

  static String who(Message message) {
    if (message instanceof SystemMessage) {
      return "system";
    } else if (message instanceof UserMessage) {
      return "user";
    }
    return message instanceof AssistantMessage ? "assistant" : "tool";
  }

  /** The line above a message. */
  static String heading(Entry entry) {
    String model = entry.info().map(CompletionInfo::model).map(ModelId::toString).orElse("");
    boolean broken = entry.info().filter(info -> !info.isComplete()).isPresent();
    return "## "
        + who(entry.message())
        + (model.isEmpty() ? "" : " · " + model)
        + " · "
        + LogList.moment(entry.at())
        + (broken ? " · broken off" : "");
  }

  static String of(Message message) {
    StringBuilder text = new StringBuilder();
    for (Part part : message.content()) {
      if (!(part instanceof Part.TextPart) && text.length() > 0) {
        text.append('\n');
      }
      text.append(of(part));
    }
    return text.toString();
  }

  private static String of(Part part) {
    if (part instanceof Part.TextPart text) {
      return text.text();
    } else if (part instanceof Part.ReasoningPart reasoning) {
      return "[thought] " + reasoning.text() + "\n";
    } else if (part instanceof Part.RefusalPart refusal) {
      return "[refused] " + refusal.text();
    } else if (part instanceof Part.ImagePart) {
      return "[image]\n";
    } else if (part instanceof Part.AudioPart audio) {
      return "[audio]" + audio.transcript().map(said -> " " + said).orElse("") + "\n";
    } else if (part instanceof Part.FilePart file) {
      return "[file" + file.name().map(name -> " " + name).orElse("") + "]\n";
    } else if (part instanceof Part.ToolCall call) {
      return "[calls " + call.name() + "] " + call.argumentsJson() + "\n";
    } else if (part instanceof Part.ToolResult result) {
      StringBuilder text = new StringBuilder(result.failed() ? "[failed] " : "[result] ");
      result.content().forEach(each -> text.append(of(each)));
      return text.append('\n').toString();
    }
    return "[" + ((Part.OpaquePart) part).type() + "]\n";
  }
}

package dev.parley.openai.tokens;

import dev.parley.chat.ChatRequest;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.openai.tokens.ModelFamily.Shown;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts messages: a frame around each, its role, its content, its name. */
final class MessageTokens {
  /** Of sound and files nobody can tell from outside; as {@code TokenEstimate} has it. */
  private static final int FOR_MEDIA = 1_000;

  /** As for the older {@code function_call}, where it was shown. */
  private static final int AROUND_A_CALL = 3;

  private final String instance;
  private final ModelFamily family;
  private final Tally tally;

  /** {@code instance} is under whose name messages carry their {@code name}. */
  MessageTokens(String instance, ModelFamily family, Tally tally) {
    this.instance = instance;
    this.family = family;
    this.tally = tally;
  }

  void add(ChatRequest request) {
    // Tools are written behind the first system message, after a line break that joins its text.
    boolean toolsFollow = !request.tools().isEmpty();
    for (Message message : request.messages()) {
      boolean ends = toolsFollow && message instanceof SystemMessage;
      add(message, ends ? "\n" : "");
      toolsFollow = toolsFollow && !ends;
    }
  }

  private void add(Message message, String ending) {
    if (message instanceof ToolMessage tool) {
      tool.content().forEach(this::addResult);
      return;
    }
    frame(role(message));
    addContent(message.content(), ending);
    name(message.extras()).ifPresent(this::addName);
  }

  private static String role(Message message) {
    if (message instanceof SystemMessage) {
      return "system"; // "developer" is one token, too.
    }
    return message instanceof AssistantMessage ? "assistant" : "user";
  }

  private void frame(String role) {
    tally.add(family.perMessage());
    tally.addText(role);
  }

  private void addName(String name) {
    family.check(Shown.NAMES, tally);
    tally.addText(name);
    tally.add(family.perName());
  }

  /** Each result is a message of its own. */
  private void addResult(Part part) {
    tally.guessed();
    frame("tool");
    addContent(part instanceof ToolResult result ? result.content() : List.of(part), "");
  }

  /** Texts that stand side by side are one text. */
  private void addContent(List<Part> content, String ending) {
    StringBuilder text = new StringBuilder();
    boolean other = false;
    int texts = 0;
    for (Part part : content) {
      if (part instanceof TextPart words) {
        text.append(words.text());
        texts++;
        if (words.extras().providerData(instance).isPresent()) {
          tally.guessed(); // It may be anything.
        }
      } else {
        other = true;
        addPart(part);
      }
    }
    if (other && texts > 1) {
      tally.guessed(); // They are sent one by one, with something between.
    }
    tally.addText(text + ending);
  }

  private void addPart(Part part) {
    if (part instanceof ImagePart image) {
      family.images().add(image, tally);
      return;
    }
    tally.guessed();
    if (part instanceof ToolCall call) {
      tally.add(AROUND_A_CALL);
      tally.addText(call.name());
      tally.addText(call.argumentsJson());
    } else if (part instanceof RefusalPart refusal) {
      tally.addText(refusal.text());
    } else if (part instanceof ReasoningPart reasoning) {
      tally.addText(reasoning.text());
    } else if (part instanceof ToolResult result) {
      addContent(result.content(), "");
    } else if (part instanceof OpaquePart opaque) {
      tally.addText(opaque.json());
    } else {
      tally.add(FOR_MEDIA);
    }
  }

  /** Who speaks; other data of the provider may be anything. */
  private Optional<String> name(Extras extras) {
    Optional<String> data = extras.providerData(instance);
    if (data.isEmpty()) {
      return Optional.empty();
    }
    Optional<Object> json = Json.read(data.get());
    if (json.isPresent()
        && json.get() instanceof Map<?, ?> fields
        && fields.size() == 1
        && fields.get("name") instanceof String name) {
      return Optional.of(name);
    }
    tally.guessed();
    return Optional.empty();
  }
}

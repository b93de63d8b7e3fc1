package dev.parley.tck;

import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.CompletionInfo;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What tests of stores keep in them, and look at. */
final class Stored {
  static final ConversationId ID = new ConversationId("a conversation");
  static final ConversationId OTHER = new ConversationId("another conversation");
  static final ModelId MODEL = ModelId.parse("work:gpt:5");

  private static final Instant AT = Instant.parse("2026-11-21T10:15:30.123456789Z");

  private Stored() {}

  /** An entry that differs from others of other texts. */
  static Entry said(String text) {
    return Entry.of(Message.user(text), AT);
  }

  /** A whole answer. */
  static Entry answered(String text) {
    CompletionInfo info =
        new CompletionInfo(
            MODEL,
            Usage.reported().input(3).output(1).build(),
            Optional.of(new FinishReason(FinishReason.Kind.OTHER, "eos")));
    return new Entry(Message.assistant(text), AT, Optional.of(info), Extras.NONE);
  }

  /** One of everything that is easily lost, in one way or another. */
  static List<Entry> everything() {
    Extras extras =
        Extras.NONE
            .withProviderData("work", "{\"id\" : 1.0,\n\"z\":0}")
            .withUnknownField("later", "{ \"b\":1e2, \"a\":[\"\\u0041\\/\"] }")
            .withUnknownField("earlier", "null");
    return List.of(
        new Entry(Message.system("Be brief."), Instant.EPOCH, Optional.empty(), extras),
        said(" \"Grüße\"\\ \t\r\n \u0000 \u2028 😀 € {} $1 %s \ud800"),
        new Entry(
            Message.user(
                Part.text(""),
                Part.image(Media.inline("image/png", new byte[] {0, -1, 13, 10})),
                Part.image(Media.link("https://example.com/a.png?b=1"))),
            AT,
            Optional.empty(),
            Extras.NONE),
        new Entry(
            new AssistantMessage(
                List.of(
                    new Part.ReasoningPart("Hm.", extras),
                    new Part.ToolCall("call_1", "weather", "{\"city\": \"Zü", extras),
                    new Part.OpaquePart(
                        "hologram", "{\"type\":\"hologram\", \"x\":1.0}", Extras.NONE)),
                extras),
            AT.plusNanos(1),
            Optional.of(new CompletionInfo(MODEL, Usage.NONE, Optional.empty())),
            Extras.NONE),
        new Entry(
            Message.tool(
                new Part.ToolResult("call_1", List.of(Part.text("no")), true, Extras.NONE)),
            AT,
            Optional.empty(),
            extras),
        answered("sunny"),
        said("long: " + "0123456789abcdef".repeat(1 << 16)));
  }

  /** Appends one entry for each text, all in one. */
  static AppendResult append(
      ConversationStore store, ConversationId id, Version expected, String... texts) {
    return store.append(id, expected, AppendId.random(), entries(texts));
  }

  static List<Entry> entries(String... texts) {
    return List.of(texts).stream().map(Stored::said).toList();
  }

  /** Begins a conversation with one entry for each text. */
  static Version begin(ConversationStore store, ConversationId id, String... texts) {
    return append(store, id, Version.NONE, texts).version();
  }

  /** The texts that are kept, in their order. */
  static List<String> texts(Transcript transcript) {
    return transcript.entries().stream().map(entry -> entry.message().text()).toList();
  }

  /** The conflict that it must end with. */
  static StoreConflictException conflict(Rule rule, Runnable call) {
    return conflict(
        rule,
        () -> {
          call.run();
          return "done";
        });
  }

  static StoreConflictException conflict(Rule rule, Supplier<?> call) {
    try {
      Object result = call.get();
      throw rule.broken("it was done: " + result, null);
    } catch (StoreConflictException e) {
      return e;
    } catch (StoreException e) {
      throw rule.broken("another error: " + e, e);
    }
  }
}

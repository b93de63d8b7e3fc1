package dev.parley.json;

import dev.parley.chat.Usage;
import dev.parley.message.Message;
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A message of a conversation that is kept. */
final class EntryForm {
  private EntryForm() {}

  static void write(JsonWriter out, Entry entry) {
    out.own(
        entry.extras(),
        () -> {
          out.text("at", entry.at().toString());
          out.one("message", Optional.of(entry.message()), m -> MessageForm.write(out, m));
          out.one("info", entry.info(), info -> out.object(() -> infoFields(out, info)));
        });
  }

  private static void infoFields(JsonWriter out, CompletionInfo info) {
    out.text("model", info.model().toString());
    out.object("usage", info.usage().equals(Usage.NONE), () -> UsageForm.fields(out, info.usage()));
    CompletionForm.finishReason(out, "finishReason", info.finishReason());
  }

  static Entry read(JsonObject in) {
    Instant at = in.text("at", EntryForm::instant);
    Message message = in.object("message", MessageForm::read);
    Optional<CompletionInfo> info = in.object("info").map(EntryForm::readInfo);
    return new Entry(message, at, info, in.extras());
  }

  private static CompletionInfo readInfo(JsonObject in) {
    return new CompletionInfo(
        CompletionForm.model(in),
        in.object("usage").map(UsageForm::read).orElse(Usage.NONE),
        in.object("finishReason").map(CompletionForm::readFinishReason));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

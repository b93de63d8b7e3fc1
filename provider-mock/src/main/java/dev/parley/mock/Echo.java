package dev.parley.mock;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Usage;
import dev.parley.message.Message;
import dev.parley.message.UserMessage;
import dev.parley.spi.TokenEstimate;
import java.util.List;

/** Answers that say what the model was told. */
final class Echo {
  /** It has none of the skills that a request may need, but it does repeat itself. */
  static final Capabilities CAPABILITIES =
      Capabilities.all(Support.NO).with(Capability.SEED, Support.YES);

  private Echo() {}

  static MockReply reply(ChatRequest request) {
    String told = lastUserText(request.messages());
    String said = told.isBlank() ? "You said nothing in words." : "You said: " + told;
    return words(request, said + "\n(This is the mock provider: no model was asked.)");
  }

  /** The text word by word, with a usage that does not pretend that anybody counted. */
  static MockReply words(ChatRequest request, String text) {
    return MockReply.builder()
        .words(text)
        .usage(
            Usage.estimated(
                TokenEstimate.of(request).tokens(), TokenEstimate.ofCharacters(text.length())))
        .build();
  }

  private static String lastUserText(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof UserMessage user) {
        return user.text();
      }
    }
    return "";
  }
}

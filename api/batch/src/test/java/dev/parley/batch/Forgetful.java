package dev.parley.batch;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.message.Part;
import dev.parley.spi.ForwardingChatModel;
import java.util.List;

/** Answers without keeping what it was asked, which the mock does. */
final class Forgetful extends ForwardingChatModel {
  Forgetful(ChatModel mock) {
    super(mock);
  }

  @Override
  public Completion complete(ChatRequest request) {
    return Completion.builder(id())
        .content(List.of(Part.text("y")))
        .finishReason(FinishReason.STOP)
        .build();
  }
}

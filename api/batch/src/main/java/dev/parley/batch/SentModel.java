package dev.parley.batch;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.spi.ForwardingChatModel;

/** Tells when a call gets through the rate limit to the model. */
final class SentModel extends ForwardingChatModel {
  private final Runnable sent;

  SentModel(ChatModel inner, Runnable sent) {
    super(inner);
    this.sent = sent;
  }

  @Override
  public Completion complete(ChatRequest request) {
    sent.run();
    return inner().complete(request);
  }
}

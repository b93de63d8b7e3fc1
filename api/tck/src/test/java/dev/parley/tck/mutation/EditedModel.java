package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.spi.ForwardingChatModel;
import java.util.function.UnaryOperator;

/** A model with other requests and other streams. */
class EditedModel extends ForwardingChatModel {
  private final UnaryOperator<ChatRequest> requests;
  private final UnaryOperator<CompletionStream> streams;

  EditedModel(
      ChatModel inner,
      UnaryOperator<ChatRequest> requests,
      UnaryOperator<CompletionStream> streams) {
    super(inner);
    this.requests = requests;
    this.streams = streams;
  }

  @Override
  public Completion complete(ChatRequest request) {
    return super.complete(requests.apply(request));
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return streams.apply(super.stream(requests.apply(request)));
  }

  @Override
  public String toString() {
    return inner().toString();
  }
}

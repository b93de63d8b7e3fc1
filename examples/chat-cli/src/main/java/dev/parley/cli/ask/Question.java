package dev.parley.cli.ask;

import dev.parley.chat.ChatRequest;
import dev.parley.cli.schema.AnswerSchema;
import dev.parley.conversation.Conversation;
import dev.parley.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and how.
 *
 * @param piped whether some of it was piped in
 * @param model the address of the model, where one was said
 * @param system the system message, where one was said
 * @param options what was said with {@code -o}, if anything
 * @param schema the form of the answer, where one was said
 */
record Question(
    Message said,
    boolean piped,
    @Nullable String model,
    @Nullable String system,
    @Nullable RequestOptions options,
    @Nullable AnswerSchema schema) {

  /** Sets up the conversation in which it is asked. */
  Conversation.Builder into(Conversation.Builder conversation) {
    if (system != null) {
      conversation.system(system);
    }
    return conversation.settings(this::into);
  }

  private ChatRequest.Builder into(ChatRequest.Builder request) {
    if (schema != null) {
      request.responseFormat(schema.format());
    }
    return options == null ? request : options.into(request);
  }
}

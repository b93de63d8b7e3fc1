package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.error.ModelException;
import java.util.function.UnaryOperator;

/**
 * A server that answers.
 *
 * @param chat the connection to it
 * @param capabilities what it says that its model can do
 * @param end adds to a failure what the end of the server tells, if it has ended
 */
record ReadyServer(
    ChatCompletions chat, Capabilities capabilities, UnaryOperator<ModelException> end) {

  /** The failure of a call, as what it is. */
  ModelException explain(ModelException failure) {
    return end.apply(LlamaErrors.explain(failure));
  }
}

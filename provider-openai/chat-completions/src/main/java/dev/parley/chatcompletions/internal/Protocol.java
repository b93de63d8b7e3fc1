package dev.parley.chatcompletions.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a model is asked and what its answers mean: all that is no transport, no network.
 *
 * @param path where models answer, under the base URL
 * @param encoder writes requests
 * @param answers reads answers
 */
record Protocol(String path, Encoder encoder, Answers answers) {
  /** Reads answers. */
  @FunctionalInterface
  interface Answers {
    /**
     * Reads one answer.
     *
     * @param warnings told with its beginning
     * @param rawChunks whether the chunks of a stream are told as they came, too
     * @param events gets what the answer says
     */
    Decoder decoder(
        ChatRequest request,
        List<Warning> warnings,
        boolean rawChunks,
        Consumer<CompletionEvent> events);
  }

  /** Chat Completions; {@code offline} refuses what makes the server talk to other machines. */
  static Protocol chatCompletions(
      ModelId model, Capabilities capabilities, Dialect dialect, boolean offline) {
    return new Protocol(
        "chat/completions",
        new RequestEncoder(model, capabilities, dialect, offline),
        (request, warnings, rawChunks, events) ->
            new AnswerDecoder(model, warnings, rawChunks, events)
                .speaking(AudioDecoder.typeOf(request, model.provider())));
  }

  /** The Responses API; {@code offline} refuses what makes the server talk to other machines. */
  static Protocol responses(
      ModelId model, Capabilities capabilities, Dialect dialect, boolean offline) {
    return new Protocol(
        "responses",
        new ResponsesEncoder(model, capabilities, dialect, offline),
        (request, warnings, rawChunks, events) ->
            new ResponsesDecoder(model, warnings, rawChunks, events));
  }
}

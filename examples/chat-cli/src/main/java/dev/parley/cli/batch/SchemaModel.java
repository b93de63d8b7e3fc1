package dev.parley.cli.batch;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.cli.schema.AnswerSchema;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ProtocolException;
import dev.parley.spi.ForwardingChatModel;
import java.util.Optional;

/**
 * A model whose answers are JSON of the form that was typed, where a row has no form of its own. An
 * answer that is not fails, with what came of it: it was paid for.
 */
final class SchemaModel extends ForwardingChatModel {
  private final AnswerSchema schema;

  SchemaModel(ChatModel inner, AnswerSchema schema) {
    super(inner);
    this.schema = schema;
  }

  @Override
  public Completion complete(ChatRequest request) {
    Completion answer = inner().complete(request);
    if (request.responseFormat().equals(Optional.of(schema.format())) && !isRefused(answer)) {
      check(answer);
    }
    return answer;
  }

  /** What a filter withheld, or the model would not say, the batch tells as that. */
  private static boolean isRefused(Completion answer) {
    return isEndedBy(answer, FinishReason.Kind.CONTENT_FILTER) || answer.refusal().isPresent();
  }

  private static boolean isEndedBy(Completion answer, FinishReason.Kind kind) {
    return answer.finishReason().filter(reason -> reason.kind() == kind).isPresent();
  }

  private void check(Completion answer) {
    ErrorDetails details =
        ErrorDetails.builder(answer.model())
            .attempts(1 + answer.failedAttempts().size())
            .partial(answer)
            .build();
    Optional<String> problem = schema.problem(answer.text());
    if (problem.isPresent()) {
      boolean cut = isEndedBy(answer, FinishReason.Kind.LENGTH);
      // Not the row's fault, so a later run asks it again; another attempt now would cost as much.
      throw new ProtocolException(
          cut
              ? "the answer is cut off at the output limit, so it is not the JSON that --schema asks"
                  + " for; raise -o max-output-tokens"
              : problem.get(),
          details,
          null);
    }
  }
}

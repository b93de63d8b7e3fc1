package dev.parley.cli.batch;

import dev.parley.chat.ChatRequest;
import dev.parley.cli.ask.RequestOptions;
import dev.parley.cli.schema.AnswerSchema;
import dev.parley.message.SystemMessage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What was typed for all rows: each has it for what it does not say itself. */
final class RowDefaults implements UnaryOperator<ChatRequest.Builder> {
  private final @Nullable String system;
  private final @Nullable RequestOptions options;
  private final @Nullable AnswerSchema schema;

  RowDefaults(
      @Nullable String system, @Nullable RequestOptions options, @Nullable AnswerSchema schema) {
    this.system = system;
    this.options = options;
    this.schema = schema;
  }

  /** {@return the same without instructions} */
  RowDefaults withoutSystem() {
    return new RowDefaults(null, options, schema);
  }

  @Override
  public ChatRequest.Builder apply(ChatRequest.Builder builder) {
    ChatRequest row = builder.build();
    if (system != null && row.messages().stream().noneMatch(SystemMessage.class::isInstance)) {
      row = instructed(row, system);
    }
    ChatRequest.Builder all = options == null ? row.toBuilder() : options.under(row);
    if (schema != null && row.responseFormat().isEmpty()) {
      all.responseFormat(schema.format());
    }
    return all;
  }

  /** A builder adds at the end only, and instructions stand at the beginning. */
  private static ChatRequest instructed(ChatRequest row, String instructions) {
    ChatRequest.Builder all =
        ChatRequest.builder()
            .system(instructions)
            .messages(row.messages())
            .stop(row.stop())
            .timeouts(row.timeouts())
            .rawChunks(row.rawChunks())
            .idempotencyKey(row.idempotencyKey().orElse(null))
            .extras(row.extras());
    row.tools().forEach(all::tool);
    row.toolChoice().ifPresent(all::toolChoice);
    row.responseFormat().ifPresent(all::responseFormat);
    row.reasoningEffort().ifPresent(all::reasoningEffort);
    row.temperature().ifPresent(all::temperature);
    row.topP().ifPresent(all::topP);
    row.maxOutputTokens().ifPresent(all::maxOutputTokens);
    row.seed().ifPresent(all::seed);
    row.frequencyPenalty().ifPresent(all::frequencyPenalty);
    row.presencePenalty().ifPresent(all::presencePenalty);
    row.topLogprobs().ifPresent(all::topLogprobs);
    row.options()
        .forEach(
            (provider, values) ->
                values.forEach((name, value) -> all.option(provider, name, value)));
    return all.build();
  }
}

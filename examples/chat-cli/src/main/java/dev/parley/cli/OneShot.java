package dev.parley.cli;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.cli.PromptReader.Prompt;
import dev.parley.config.Config;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.function.Supplier;

/** Asks once and prints the answer. */
final class OneShot {
  private final Surroundings surroundings;
  private final Supplier<Models.Builder> door;
  private final PromptReader prompts;
  private final ModelChoice choice;
  private final AnswerWriter out;
  private final AnswerNotes notes;
  private final Diagnostics diagnostics;
  private final Cancellation cancellation;

  @Inject
  OneShot(
      Surroundings surroundings,
      Supplier<Models.Builder> door,
      PromptReader prompts,
      ModelChoice choice,
      AnswerWriter out,
      AnswerNotes notes,
      Diagnostics diagnostics,
      Cancellation cancellation) {
    this.surroundings = surroundings;
    this.door = door;
    this.prompts = prompts;
    this.choice = choice;
    this.out = out;
    this.notes = notes;
    this.diagnostics = diagnostics;
    this.cancellation = cancellation;
  }

  /**
   * {@return how it went} A call that fails is already reported.
   *
   * @throws IOException if stdout cannot be written; the call is given up then
   */
  ExitCode ask(Options options) throws IOException {
    Prompt prompt = prompts.read(options.words);
    Config config = config(options);
    try (Models models = door.get().config(config).build()) {
      try {
        ChatModel model = choice.open(models, options, prompt);
        ChatRequest request = request(options, prompt);
        Completion answer = options.noStream ? whole(model, request) : streamed(model, request);
        out.endLine();
        return notes.print(answer);
      } catch (ModelException e) {
        out.endLine();
        report(e, SecretMask.of(models, config, e.model().provider()));
        return ExitCode.of(e);
      }
    }
  }

  private Config config(Options options) {
    Config.Builder builder =
        Config.standard(surroundings.environment(), surroundings.workingFolder());
    if (options.config != null) {
      builder.file(surroundings.workingFolder().resolve(options.config));
    }
    return builder.build();
  }

  private static ChatRequest request(Options options, Prompt prompt) {
    ChatRequest.Builder request = ChatRequest.builder();
    if (options.system != null) {
      request.system(options.system);
    }
    return request.user(prompt.text()).build();
  }

  private Completion whole(ChatModel model, ChatRequest request) throws IOException {
    cancellation.begun(Thread.currentThread()::interrupt);
    Completion answer;
    try {
      answer = model.complete(request);
    } finally {
      cancellation.ended();
    }
    out.write(answer.text());
    return answer;
  }

  private Completion streamed(ChatModel model, ChatRequest request) throws IOException {
    try (CompletionStream stream = model.stream(request)) {
      cancellation.begun(stream::close);
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          out.write(delta.text());
        }
      }
      return stream.completion();
    } finally {
      cancellation.ended();
    }
  }

  private void report(ModelException failure, SecretMask mask) {
    if (failure instanceof CancelledException) {
      return; // Whoever cancelled knows.
    }
    String said =
        failure.details().providerMessage().map(text -> "; the provider says: " + text).orElse("");
    diagnostics.say(mask.mask(failure.getMessage() + said));
  }
}

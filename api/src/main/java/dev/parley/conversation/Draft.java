package dev.parley.conversation;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.error.StoreUnavailableException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.ToolMessage;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.ToolSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A turn that is being made; nothing of it is kept before its end. Not thread-safe. */
final class Draft {
  private final Conversation conversation;
  private final Version expected;
  private final ToolSteps steps;
  private final AppendId once = AppendId.random();
  private final List<Entry> entries = new ArrayList<>();
  private boolean answered;
  private boolean settled;

  /**
   * A draft that begins.
   *
   * @param expected where the conversation was when it was read
   * @param said what is new, to be kept
   */
  Draft(Conversation conversation, Version expected, ToolSteps steps, List<Message> said) {
    this.conversation = conversation;
    this.expected = expected;
    this.steps = steps;
    said.forEach(this::add);
  }

  private void add(Message message) {
    entries.add(Entry.of(message, conversation.now()));
  }

  /** What to ask the model now. */
  ChatRequest request() {
    return steps.request();
  }

  /** Takes an answer and runs the tools that it calls; whether the model must be asked again. */
  boolean take(Completion answer) {
    answered = true;
    entries.add(Entry.of(answer, conversation.now()));
    Optional<ToolMessage> results = steps.take(answer);
    results.ifPresent(this::add);
    return results.isPresent();
  }

  /** Stops the tools that run, now and later; from any thread. */
  void cancel() {
    steps.cancel();
  }

  /** Appends the whole turn. */
  Turn keep() {
    settled = true;
    ToolLoop.Result result = steps.result();
    answerCalls();
    return new Turn(
        result.completion(), entries, result.usage(), result.ending(), append().version());
  }

  /** Appends what there is of the turn, if that was chosen and there is something. */
  void keepPart(Optional<Completion> partial) {
    if (settled || !conversation.keepsPartial()) {
      return;
    }
    settled = true;
    partial.ifPresent(this::addPart);
    if (!answered) {
      return;
    }
    answerCalls();
    boolean interrupted = Thread.interrupted(); // Else no store could keep it.
    try {
      append();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As {@link #keepPart}, after a failure that is told in any case. */
  void keepPart(Optional<Completion> partial, Throwable failure) {
    try {
      keepPart(partial);
    } catch (RuntimeException e) { // The store failed, or is closed.
      failure.addSuppressed(e);
    }
  }

  /** What had come, without calls: they will never be answered. */
  private void addPart(Completion partial) {
    AssistantMessage message = partial.message();
    List<Part> content =
        message.content().stream().filter(part -> !(part instanceof ToolCall)).toList();
    if (!content.isEmpty()) {
      answered = true;
      CompletionInfo info = new CompletionInfo(partial.model(), partial.usage(), Optional.empty());
      entries.add(
          new Entry(
              new AssistantMessage(content, message.extras()),
              conversation.now(),
              Optional.of(info),
              Extras.NONE));
    }
  }

  /**
   * A model refuses calls without results, so they get some; unless the program will bring them.
   */
  private void answerCalls() {
    if (conversation.runsTools()
        && entries.get(entries.size() - 1).message() instanceof AssistantMessage last
        && !last.toolCalls().isEmpty()) {
      add(new ToolMessage(List.copyOf(steps.results()), Extras.NONE));
    }
  }

  private AppendResult append() {
    try {
      return conversation.append(expected, once, entries);
    } catch (StoreUnavailableException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // It may have been made, or not: asked again under the same id, the store tells.
      return conversation.append(expected, once, entries);
    }
  }
}

package dev.parley.tool;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.tool.ToolLoop.Ending;
import dev.parley.tool.ToolLoop.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tool loop under way, for who asks the model himself: ask {@link #request()}, {@link #take} the
 * answer, and again, until nothing comes of it. Not thread-safe.
 */
public final class ToolSteps {
  private final Toolbox tools;
  private final int maxSteps;
  private final ModelId model;
  private final ChatRequest unforced;
  private final List<Message> said = new ArrayList<>();
  private final List<ToolResult> results = new ArrayList<>();
  private ChatRequest next;
  private Usage usage = Usage.NONE;
  private int taken;
  private @Nullable Result result;

  ToolSteps(Toolbox tools, int maxSteps, ModelId model, ChatRequest request) {
    this.tools = tools;
    this.maxSteps = maxSteps;
    this.model = model;
    this.next = offering(request);
    this.unforced = unforced(next);
  }

  private ChatRequest offering(ChatRequest request) {
    Set<String> offered =
        request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet());
    ChatRequest.Builder offering = request.toBuilder();
    tools.definitions().stream()
        .filter(tool -> !offered.contains(tool.name()))
        .forEach(offering::tool);
    return offering.build();
  }

  /** A forced call is forced once: forced again and again, the model could never answer. */
  private static ChatRequest unforced(ChatRequest request) {
    return request.toolChoice().filter(choice -> !choice.equals(ToolChoice.NONE)).isPresent()
        ? request.toBuilder().toolChoice(ToolChoice.AUTO).build()
        : request;
  }

  /** {@return what to ask the model now} */
  public ChatRequest request() {
    return next;
  }

  /**
   * {@return the results of the tools that the answer calls; nothing if it has ended the loop}
   *
   * @param answer the model's answer to {@link #request()}
   * @throws CancelledException if the thread is interrupted, in a tool too; its flag stays set
   * @throws IllegalStateException if the loop has ended
   */
  public Optional<ToolMessage> take(Completion answer) {
    if (result != null) {
      throw new IllegalStateException("The loop has ended");
    }
    taken++;
    results.clear();
    said.add(answer.message());
    usage = usage.plus(answer.usage());
    Ending ending = ending(answer);
    if (ending != null) {
      result = new Result(answer, said, usage, ending);
      return Optional.empty();
    }
    ToolMessage results = results(answer.toolCalls());
    said.add(results);
    next = unforced.toBuilder().messages(said).build();
    return Optional.of(results);
  }

  private @Nullable Ending ending(Completion answer) {
    if (answer.toolCalls().isEmpty()) {
      return Ending.ANSWERED;
    }
    if (answer.finishReason().filter(ToolSteps::cutsOff).isPresent()) {
      return Ending.CUT_OFF;
    }
    return taken == maxSteps ? Ending.STEP_LIMIT : null;
  }

  private static boolean cutsOff(FinishReason reason) {
    return reason.kind() == FinishReason.Kind.LENGTH
        || reason.kind() == FinishReason.Kind.CONTENT_FILTER;
  }

  private ToolMessage results(List<ToolCall> calls) {
    for (ToolCall call : calls) {
      try {
        results.add(tools.run(call));
      } catch (InterruptedException e) {
        results.add(ToolResult.failure(call, "The tool was interrupted; it may have been done"));
        Thread.currentThread().interrupt();
        throw interrupted(call, e);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(call, null);
      }
    }
    return new ToolMessage(List.copyOf(results), Extras.NONE);
  }

  /**
   * {@return what the calls of the last answer have come to so far, in their order} All of them,
   * unless the thread was interrupted among them.
   */
  public List<ToolResult> results() {
    return List.copyOf(results);
  }

  private CancelledException interrupted(ToolCall call, @Nullable InterruptedException cause) {
    return new CancelledException(
        "the thread was interrupted in tool " + call.name(), ErrorDetails.of(model), cause);
  }

  /**
   * {@return what came of the loop}
   *
   * @throws IllegalStateException if it has not ended
   */
  public Result result() {
    if (result == null) {
      throw new IllegalStateException("The loop has not ended");
    }
    return result;
  }
}

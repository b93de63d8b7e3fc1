package dev.parley.conversation;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ModelException;
import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreException;
import dev.parley.message.Message;
import dev.parley.message.SystemMessage;
import dev.parley.message.UserMessage;
import dev.parley.spi.PullStream;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a model that is kept in a store. Each turn reads what of it fits the window,
 * asks the model, runs the tools it calls, and appends all that was said in one: a turn is there
 * whole or not at all. What it costs does not grow with the conversation, unless the window does.
 *
 * <p>It holds no state of its own: others, here or in other processes, may use the same store and
 * id. Of two turns at once the first that is done is kept, and the other fails with {@link
 * StoreConflictException}; it may ask again, and then knows what the first has said.
 *
 * <p>Neither the model nor the store is closed with it; it needs no closing. Thread-safe.
 */
public final class Conversation {
  private final ChatModel model;
  private final ConversationStore store;
  private final ConversationId id;
  private final Optional<SystemMessage> system;
  private final ToolLoop loop;
  private final boolean runsTools;
  private final Window window;
  private final UnaryOperator<ChatRequest.Builder> settings;
  private final boolean keepsPartial;
  private final InstantSource clock;

  private Conversation(Builder builder) {
    model = builder.model;
    store = builder.store;
    id = builder.id;
    system = Optional.ofNullable(builder.system);
    runsTools = builder.tools != null;
    loop =
        builder.tools == null
            ? ToolLoop.builder(model, Toolbox.builder().build()).maxSteps(1).build()
            : builder
                .toolSettings
                .apply(ToolLoop.builder(model, builder.tools).maxSteps(builder.maxSteps))
                .build();
    window = builder.window;
    settings = builder.settings;
    keepsPartial = builder.keepsPartial;
    clock = builder.clock;
  }

  /** {@return the conversation of that id, whether it has been begun or not} */
  public static Conversation of(ChatModel model, ConversationStore store, String id) {
    return builder(model, store, id).build();
  }

  /** {@return a builder of the conversation of that id, whether it has been begun or not} */
  public static Builder builder(ChatModel model, ConversationStore store, String id) {
    return new Builder(model, store, new ConversationId(id));
  }

  /** {@return the id} */
  public ConversationId id() {
    return id;
  }

  /** {@return what came of saying it; it is kept} As {@link #ask(Message...)}. */
  public Turn ask(String text) {
    return ask(Message.user(text));
  }

  /**
   * {@return what came of saying it; it is kept}
   *
   * @param said what is new: mostly one {@link UserMessage}, or the results of tools that the
   *     program runs itself
   * @throws ModelException if the model fails; the conversation stays as it was, or gets what had
   *     come, by {@link Builder#keepPartial()}
   * @throws dev.parley.error.ContextTooLongException if it does not fit; nothing was sent
   * @throws StoreConflictException if another turn was kept meanwhile; this one is not
   * @throws StoreException if the store fails; the answer is lost with it, unlike that of a {@link
   *     #stream}
   */
  public Turn ask(Message... said) {
    requireSaid(said);
    Draft draft = draft(List.of(said));
    try {
      while (draft.take(complete(draft))) {
        // The tools have been run.
      }
    } catch (RuntimeException | Error e) { // Of the model, a gate or a tool.
      draft.keepPart(Optional.empty(), e);
      throw e;
    }
    return draft.keep();
  }

  /** Asks; a failure of others may have a partial answer too, but of another question. */
  private Completion complete(Draft draft) {
    try {
      return model.complete(draft.request());
    } catch (ModelException e) {
      draft.keepPart(e.partial(), e);
      throw e;
    }
  }

  /** {@return what comes of saying it} As {@link #stream(Message...)}. */
  public CompletionStream stream(String text) {
    return stream(Message.user(text));
  }

  /**
   * {@return what comes of saying it, as it comes} The turn is kept before the last event is read,
   * so a stream that has ended is kept. Tools run on the reading thread, or their executor; the
   * events of all answers come one after another, with one {@code Started} and one {@code
   * Finished}, and {@link CompletionStream#completion()} is the last answer.
   *
   * <p>Reads throw what {@link #ask(Message...)} throws. A stream that is closed at the very moment
   * when its turn is being kept may be kept, although its reader is told that it was cancelled. If
   * the store fails, {@link CompletionStream#partial()} still has the answer. With {@link
   * Builder#keepPartial()} closing a stream before its end waits for the store; what it cannot keep
   * then is logged.
   */
  public CompletionStream stream(Message... said) {
    requireSaid(said);
    TurnSource source = new TurnSource(this, model.id(), List.of(said));
    return new PullStream(model.id(), source, source::whole);
  }

  private static void requireSaid(Message... said) {
    if (said.length == 0) {
      throw new IllegalArgumentException("A turn needs something that is said");
    }
  }

  /** Reads the window, and begins a turn. */
  Draft draft(List<Message> said) {
    History history = History.of(store, id, WindowedRequest.firstRead(window));
    ChatRequest request =
        new WindowedRequest(model, window, settings, history, system, said).build();
    List<Message> kept = new ArrayList<>();
    if (!history.version().exists()) {
      system.ifPresent(kept::add);
    }
    kept.addAll(said);
    return new Draft(this, history.version(), loop.begin(request), kept);
  }

  CompletionStream answer(ChatRequest request) {
    return model.stream(request);
  }

  AppendResult append(Version expected, AppendId once, List<Entry> entries) {
    return store.append(id, expected, once, entries);
  }

  Instant now() {
    return clock.instant();
  }

  boolean runsTools() {
    return runsTools;
  }

  boolean keepsPartial() {
    return keepsPartial;
  }

  @Override
  public String toString() {
    return "Conversation[" + id + " with " + model.id() + "]";
  }

  /** Builds a {@link Conversation}. Not thread-safe. */
  public static final class Builder {
    private final ChatModel model;
    private final ConversationStore store;
    private final ConversationId id;
    private @Nullable SystemMessage system;
    private @Nullable Toolbox tools;
    private UnaryOperator<ToolLoop.Builder> toolSettings = UnaryOperator.identity();
    private int maxSteps = 10;
    private Window window = Window.ofTheModel();
    private UnaryOperator<ChatRequest.Builder> settings = UnaryOperator.identity();
    private boolean keepsPartial;
    private InstantSource clock = InstantSource.system();

    private Builder(ChatModel model, ConversationStore store, ConversationId id) {
      this.model = requireNonNull(model, "model");
      this.store = requireNonNull(store, "store");
      this.id = id;
    }

    /**
     * Sets the instructions. They are sent with each request, and kept at the beginning of a new
     * conversation. Default: those that the conversation began with, if any.
     */
    public Builder system(String text) {
      system = Message.system(text);
      return this;
    }

    /**
     * Sets the tools that the model may call. How they run stays as {@link #tools(Toolbox,
     * UnaryOperator)} has set it. Default: none.
     */
    public Builder tools(Toolbox value) {
      tools = requireNonNull(value, "tools");
      return this;
    }

    /**
     * Sets the tools that the model may call, and how they run: an executor, a gate, a listener,
     * limits of time. {@link ToolLoop.Builder#onEvent} has no effect, since a stream gives the
     * events. A turn whose time is over while tools run is kept, with what they came to. Closing a
     * stream reaches the tools that run.
     */
    public Builder tools(Toolbox value, UnaryOperator<ToolLoop.Builder> toolSettings) {
      this.toolSettings = requireNonNull(toolSettings, "toolSettings");
      return tools(value);
    }

    /**
     * Sets how often the model may be asked in one turn. Calls that are then left are answered as
     * not run. {@link ToolLoop.Builder#maxSteps} in the settings of the tools goes before it.
     * Default 10.
     */
    public Builder maxSteps(int steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("A turn has at least one step: " + steps);
      }
      maxSteps = steps;
      return this;
    }

    /** Sets how much of the conversation is sent. Default {@link Window#ofTheModel()}. */
    public Builder window(Window value) {
      window = requireNonNull(value, "window");
      return this;
    }

    /** Sets what all requests have, such as a temperature. Default: nothing. */
    public Builder settings(UnaryOperator<ChatRequest.Builder> value) {
      settings = requireNonNull(value, "settings");
      return this;
    }

    /**
     * Keeps what had come of a turn that fails or is cancelled, if anything had, marked by having
     * no finish reason. Default: such a turn leaves the conversation as it was.
     */
    public Builder keepPartial() {
      keepsPartial = true;
      return this;
    }

    /** Sets what the time is, for tests. Default: the system's. */
    public Builder clock(InstantSource value) {
      clock = requireNonNull(value, "clock");
      return this;
    }

    /** {@return the conversation} */
    public Conversation build() {
      return new Conversation(this);
    }
  }
}

package dev.parley.conversation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.conversation.Window.Measure;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.message.Message;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Makes the request: the system message, what of the history fits the window, what is new. */
final class WindowedRequest {
  /** How many messages are read at first where tokens are counted; then as many again. */
  private static final int FIRST_READ = 32;

  private final ChatModel model;
  private final Window window;
  private final UnaryOperator<ChatRequest.Builder> settings;
  private final History history;
  private final Optional<SystemMessage> system;
  private final List<Message> said;

  /** By how many messages are sent, which are always the last ones: counting may be a call. */
  private final Map<Integer, TokenCount> counts = new HashMap<>();

  /**
   * A request of these settings.
   *
   * @param system replaces the one that the conversation began with
   * @param said what is new
   */
  WindowedRequest(
      ChatModel model,
      Window window,
      UnaryOperator<ChatRequest.Builder> settings,
      History history,
      Optional<SystemMessage> system,
      List<Message> said) {
    this.model = model;
    this.settings = settings;
    this.history = history;
    this.system = system.or(history::system);
    this.said = said;
    this.window = window.sized(model, with(said));
  }

  /** How many messages to read at first. */
  static int firstRead(Window window) {
    return switch (window.measure()) {
      case NOTHING -> Integer.MAX_VALUE;
      case MESSAGES -> (int) window.size();
      default -> FIRST_READ;
    };
  }

  ChatRequest build() {
    while (!history.isWhole() && wantsMore()) {
      history.readMore();
    }
    List<Message> all = all();
    List<Integer> beginnings = beginnings(all);
    if (beginnings.isEmpty()) {
      beginnings = List.of(0); // A result whose call is nowhere: the model's side will tell.
    }
    List<Message> chosen = from(beginnings.get(longest(all, beginnings)), all);
    requireRoom(chosen);
    return with(chosen);
  }

  private boolean wantsMore() {
    List<Message> all = all();
    List<Integer> beginnings = beginnings(all);
    return switch (window.measure()) {
      case MESSAGES -> beginnings.isEmpty() || all.size() < window.size();
      case TOKENS, ROOM -> beginnings.isEmpty() || fits(all, beginnings.get(0));
      default -> true;
    };
  }

  private List<Message> all() {
    List<Message> all = new ArrayList<>(history.messages());
    all.addAll(said);
    return all;
  }

  /** Where a request may begin, the earliest first. */
  private List<Integer> beginnings(List<Message> all) {
    int fresh = all.size() - said.size();
    List<Integer> beginnings = new ArrayList<>();
    for (int i = 0; i <= fresh; i++) {
      boolean freely = i == fresh || (i == 0 && history.isWhole());
      if (all.get(i) instanceof UserMessage || (freely && !(all.get(i) instanceof ToolMessage))) {
        beginnings.add(i);
      }
    }
    return beginnings;
  }

  /** The place of the first beginning that fits; the last one, if none does. */
  private int longest(List<Message> all, List<Integer> beginnings) {
    int none = -1;
    int some = beginnings.size() - 1;
    while (some - none > 1) {
      int middle = (none + some) / 2;
      if (fits(all, beginnings.get(middle))) {
        some = middle;
      } else {
        none = middle;
      }
    }
    return some;
  }

  private boolean fits(List<Message> all, int beginning) {
    return switch (window.measure()) {
      case MESSAGES -> all.size() - beginning <= window.size();
      case TOKENS, ROOM -> count(from(beginning, all)).tokens() <= window.size();
      default -> true;
    };
  }

  /** Refuses what the model's side would refuse after it was sent. */
  private void requireRoom(List<Message> chosen) {
    OptionalLong context = model.capabilities().contextTokens();
    if (window.measure() != Measure.TOKENS && context.isEmpty()) {
      return;
    }
    TokenCount count = count(chosen);
    // A guess may be wrong: then who knows better refuses it, or does not. A budget is meant so.
    boolean known = count.exact() || window.measure() == Measure.TOKENS;
    if (known && hasLimit() && count.tokens() > window.size()) {
      throw tooLong(window.size(), count);
    } else if (count.exact() && context.isPresent() && count.tokens() > context.getAsLong()) {
      throw tooLong(context.getAsLong(), count);
    }
  }

  private TokenCount count(List<Message> messages) {
    return counts.computeIfAbsent(messages.size(), size -> model.countTokens(with(messages)));
  }

  private boolean hasLimit() {
    return window.measure() == Measure.TOKENS || window.measure() == Measure.ROOM;
  }

  private ContextTooLongException tooLong(long limit, TokenCount count) {
    String holder =
        switch (window.measure()) {
          case TOKENS -> "the window holds " + limit;
          case ROOM ->
              "the model's context has room for "
                  + limit
                  + " beside the answer (see maxOutputTokens)";
          default -> "the model's context holds " + limit;
        };
    return new ContextTooLongException(
        "nothing was sent: what is new, with what belongs to it, is "
            + (count.exact() ? "" : "about ")
            + count.tokens()
            + " tokens, and "
            + holder
            + "; shorten it, or choose a larger window or model",
        ErrorDetails.of(model.id()),
        OptionalLong.of(limit),
        OptionalLong.of(count.tokens()),
        null);
  }

  private static List<Message> from(int beginning, List<Message> all) {
    return all.subList(beginning, all.size());
  }

  private ChatRequest with(List<Message> messages) {
    ChatRequest.Builder request = settings.apply(ChatRequest.builder());
    system.ifPresent(request::message);
    return request.messages(messages).build();
  }
}

package dev.parley.cli.chat;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.chat.Usage;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.ExitCode;
import dev.parley.message.Message;
import dev.parley.message.SystemMessage;
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Says how much of the model's context is used, and what the last answer cost. */
final class TokensCommand {
  private final Talk talk;
  private final Cancellation cancellation;
  private final Screen screen;

  TokensCommand(Talk talk, Cancellation cancellation, Screen screen) {
    this.talk = talk;
    this.cancellation = cancellation;
    this.screen = screen;
  }

  List<SlashCommand> commands() {
    return List.of(
        new SlashCommand(
            "/tokens", "", "Count this conversation, and its last answer.", argument -> count()));
  }

  private ExitCode count() {
    List<Entry> entries = talk.store().read(talk.id()).entries();
    List<Message> messages = new ArrayList<>();
    talk.currentSystem().ifPresent(text -> messages.add(Message.system(text)));
    for (Entry entry : entries) {
      if (!(entry.message() instanceof SystemMessage)) {
        messages.add(entry.message());
      }
    }
    String conversation = messages.isEmpty() ? "nothing has been said yet" : counted(messages);
    screen.say(conversation + lastAnswer(entries).map(usage -> "; " + cost(usage)).orElse(""));
    return ExitCode.OK;
  }

  private String counted(List<Message> messages) {
    // It may ask the model's side, which Ctrl-C must end.
    cancellation.begun(Thread.currentThread()::interrupt);
    TokenCount count;
    try {
      count = talk.model().countTokens(ChatRequest.builder().messages(messages).build());
    } finally {
      cancellation.ended();
      Thread.interrupted(); // It was meant for the count alone.
    }
    OptionalLong context = talk.model().capabilities().contextTokens();
    return "this conversation has "
        + (count.exact() ? "" : "about ")
        + count.tokens()
        + (context.isPresent() ? " of " + context.getAsLong() : "")
        + " tokens"
        + (count.exact() ? "" : " (estimated)");
  }

  private static Optional<Usage> lastAnswer(List<Entry> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      Optional<Usage> usage = entries.get(i).info().map(CompletionInfo::usage);
      if (usage.isPresent()) {
        return usage.filter(known -> known.source() != Usage.Source.NONE);
      }
    }
    return Optional.empty();
  }

  private static String cost(Usage usage) {
    boolean guess = usage.source() == Usage.Source.ESTIMATED;
    return "the last answer took "
        + (guess ? "about " : "")
        + usage.inputTokens()
        + " tokens in and "
        + usage.outputTokens()
        + " out"
        + (guess ? " (estimated)" : "");
  }
}

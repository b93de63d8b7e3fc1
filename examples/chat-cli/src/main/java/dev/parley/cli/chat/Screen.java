package dev.parley.cli.chat;

import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Failures;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Message;
import dev.parley.message.UserMessage;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;

/** What a chat shows beside the answers. */
final class Screen {
  /** How much is shown of a message that is there to remind. */
  private static final int SHORT = 200;

  private final AnswerWriter out;
  private final Diagnostics diagnostics;
  private final Failures failures;
  private List<String> options = List.of();

  @Inject
  Screen(AnswerWriter out, Diagnostics diagnostics, Failures failures) {
    this.out = out;
    this.diagnostics = diagnostics;
    this.failures = failures;
  }

  void set(ChatOptions chosen) {
    options = chosen.setup.debug ? List.of("--debug") : List.of();
  }

  /** Writes what a command came to, as text of several lines. */
  void result(String text) throws IOException {
    out.write(text);
    out.endLine();
  }

  /** Says what somebody asked for or must know. */
  void say(String text) {
    diagnostics.say(text);
  }

  /** Says what is only nice to know. */
  void note(String text) {
    diagnostics.note(text);
  }

  /** Tells what went wrong. */
  ExitCode failed(Throwable failure) {
    return failures.of(failure, options);
  }

  /** Shows the beginning of a message. */
  void remind(Message message) {
    String who =
        message instanceof UserMessage
            ? "you"
            : message instanceof AssistantMessage ? "model" : "other";
    say("  " + who + ": " + brief(message.text()));
  }

  /** {@return the beginning of a text, on one line} */
  static String brief(String text) {
    return ControlCharacters.beginning(text, SHORT);
  }
}

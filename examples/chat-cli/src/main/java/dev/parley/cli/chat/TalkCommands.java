package dev.parley.cli.chat;

import dev.parley.Models;
import dev.parley.cli.ask.Attachments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import dev.parley.message.Part;
import java.util.List;

/** The commands that change what the next question is asked with. */
final class TalkCommands {
  private final Talk talk;
  private final Models models;
  private final Attachments attachments;
  private final Paths paths;
  private final Screen screen;

  TalkCommands(Talk talk, Models models, Attachments attachments, Paths paths, Screen screen) {
    this.talk = talk;
    this.models = models;
    this.attachments = attachments;
    this.paths = paths;
    this.screen = screen;
  }

  List<SlashCommand> commands() {
    return List.of(
        new SlashCommand("/model", "[ADDRESS]", "Show or switch the model.", this::model),
        new SlashCommand("/system", "[TEXT]", "Show or set the system message.", this::system),
        new SlashCommand(
            "/attach", "[FILE]", "Send a file with the next message; show those.", this::attach));
  }

  private ExitCode model(String address) {
    if (!address.isEmpty()) {
      talk.model(models.chat(address));
    }
    screen.say("model " + talk.model().id());
    return ExitCode.OK;
  }

  private ExitCode system(String text) {
    if (text.isEmpty()) {
      screen.say(
          talk.currentSystem()
              .map(now -> "system message: " + now)
              .orElse("there is no system message; /system TEXT sets one"));
    } else {
      talk.system(text);
      screen.say("system message set; it holds for this chat");
    }
    return ExitCode.OK;
  }

  private ExitCode attach(String file) {
    if (!file.isEmpty()) {
      talk.attached().add(part(file));
    }
    int count = talk.attached().size();
    if (count == 0) {
      throw new UsageException("nothing is attached; say /attach FILE");
    }
    screen.say((count == 1 ? "1 file goes" : count + " files go") + " with the next message");
    return ExitCode.OK;
  }

  private Part part(String file) {
    if (file.equals("-")) {
      throw new UsageException("/attach takes a file or the address of an image, not stdin");
    }
    try {
      return attachments.part(paths.expand(file));
    } catch (UsageException e) { // It speaks of the option that does the same.
      String message = String.valueOf(e.getMessage());
      throw new UsageException(
          message.startsWith("-a") ? "/attach" + message.substring(2) : message);
    }
  }
}

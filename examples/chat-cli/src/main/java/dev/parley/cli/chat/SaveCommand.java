package dev.parley.cli.chat;

import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.UsageException;
import dev.parley.store.export.ConversationExport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the conversation into a file of the user's alone. */
final class SaveCommand {
  private final Talk talk;
  private final Paths paths;
  private final Screen screen;

  SaveCommand(Talk talk, Paths paths, Screen screen) {
    this.talk = talk;
    this.paths = paths;
    this.screen = screen;
  }

  List<SlashCommand> commands() {
    return List.of(
        new SlashCommand(
            "/save",
            "FILE",
            "Write all of it as Markdown, or into FILE.json as JSON Lines.",
            file -> save(file, false)),
        new SlashCommand(
            "/save!", "FILE", "The same, in place of what is there.", file -> save(file, true)));
  }

  private ExitCode save(String typed, boolean anyway) {
    if (typed.isEmpty()) {
      throw new UsageException("say where to, as in /save talk.md or /save talk.json");
    }
    Path file = paths.resolve(typed);
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new UsageException(file + " is a folder; name a file in it");
    } else if (!Files.isDirectory(folder)) {
      throw new UsageException("there is no folder " + folder + "; make it first");
    } else if (talk.store().info(talk.id()).isEmpty()) {
      throw new UsageException("nothing has been said yet that could be saved");
    }
    try {
      PrivateFiles.write(file, anyway, to -> write(file.toString(), to));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " exists already; /save! writes in its place");
    } catch (IOException e) {
      throw new UsageException(file + " cannot be written: " + e.getMessage());
    }
    screen.say("saved to " + file);
    return ExitCode.OK;
  }

  private void write(String name, OutputStream to) throws IOException {
    if (name.endsWith(".json") || name.endsWith(".jsonl")) {
      ConversationExport.write(talk.store(), talk.id(), to);
    } else {
      MarkdownTranscript.write(talk.store(), talk.id(), to);
    }
  }
}

package dev.parley.cli.chat;

import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.UsageException;
import dev.parley.store.export.ConversationExport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
      if (anyway) {
        replace(file, folder);
      } else {
        write(file, file);
      }
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " exists already; /save! writes in its place");
    } catch (IOException e) {
      throw new UsageException(file + " cannot be written: " + e.getMessage());
    }
    screen.say("saved to " + file);
    return ExitCode.OK;
  }

  /** In one step, so that a full disk leaves what was there. */
  private void replace(Path file, Path folder) throws IOException {
    Path written = folder.resolve(file.getFileName() + "." + ProcessHandle.current().pid());
    write(written, file);
    try {
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private void write(Path to, Path named) throws IOException {
    try (FileChannel channel = PrivateFiles.open(to, StandardOpenOption.CREATE_NEW);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      String name = named.toString();
      if (name.endsWith(".json") || name.endsWith(".jsonl")) {
        ConversationExport.write(talk.store(), talk.id(), out);
      } else {
        MarkdownTranscript.write(talk.store(), talk.id(), out);
      }
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(to); // Half a conversation is none.
      throw e;
    }
  }
}

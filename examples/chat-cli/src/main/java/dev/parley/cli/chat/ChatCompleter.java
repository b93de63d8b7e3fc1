package dev.parley.cli.chat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, and what may follow some of them. Asks nobody on the network. */
final class ChatCompleter implements Completer {
  private static final int MOST_FILES = 500;

  private final Collection<String> commands;
  private final Collection<String> models;
  private final Paths paths;

  /**
   * A completer.
   *
   * @param models addresses, or beginnings of such that end with a colon
   */
  ChatCompleter(Collection<String> commands, Collection<String> models, Paths paths) {
    this.commands = commands;
    this.models = models;
    this.paths = paths;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    if (!SlashCommands.isCommand(line.line())) {
      return;
    } else if (line.wordIndex() == 0) {
      commands.forEach(name -> candidates.add(candidate(name, true)));
      return;
    }
    switch (line.words().get(0)) {
      case "/model" ->
          models.forEach(model -> candidates.add(candidate(model, !model.endsWith(":"))));
      case "/attach", "/save", "/save!" ->
          files(line.word().substring(0, line.wordCursor())).forEach(candidates::add);
      default -> {}
    }
  }

  private static Candidate candidate(String value, boolean whole) {
    return new Candidate(value, value, null, null, null, null, whole);
  }

  /** Those in the folder that has been typed so far; one that cannot be read has none. */
  private List<Candidate> files(String typed) {
    String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
    List<Candidate> found = new ArrayList<>();
    Path path = folder.equals("/") ? Path.of("/") : paths.resolve(folder);
    if (!Files.isReadable(path.toAbsolutePath())) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path.toAbsolutePath())) {
      for (Path file : files) {
        boolean isFolder = Files.isDirectory(file);
        String name = folder + file.getFileName() + (isFolder ? "/" : "");
        found.add(candidate(name, !isFolder));
        if (found.size() == MOST_FILES) {
          break;
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }
}

package dev.parley.cli.chat;

import dev.parley.cli.process.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What was typed, for the arrow keys: the last {@value #MOST_LINES} messages, one a line, in a file
 * of the user's alone. Chats in other terminals may add to it at the same time.
 */
final class HistoryFile {
  static final int MOST_LINES = 1000;

  /** How many more there may be before the file is written anew. */
  private static final int SLACK = 200;

  /** Whatever is longer was pasted; nobody looks for it with an arrow key. */
  private static final int LONGEST = 10_000;

  private final Path file;
  private final Path lock;

  HistoryFile(Path file) {
    this.file = file;
    // Not the file itself, which another process may put a new one in the place of.
    lock = file.resolveSibling(file.getFileName() + ".lock");
  }

  /** {@return the messages, the oldest first} */
  List<String> read() throws IOException {
    List<String> lines = text().lines().filter(line -> !line.isEmpty()).toList();
    return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()).stream()
        .map(HistoryFile::decoded)
        .toList();
  }

  private String text() throws IOException {
    try {
      // Not readString: a crash may have left half a character.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Adds a message at the end, unless it is blank or long or begins with a space. */
  void add(String message) throws IOException {
    if (message.isBlank() || message.length() > LONGEST || message.startsWith(" ")) {
      return;
    }
    PrivateFiles.folder(PrivateFiles.folderOf(file));
    try (FileChannel guard = PrivateFiles.open(lock)) {
      guard.lock(); // Let go of when the channel is closed.
      String before = text();
      boolean torn = !before.isEmpty() && !before.endsWith("\n");
      if (before.lines().count() >= MOST_LINES + SLACK) {
        PrivateFiles.replace(file, last(before) + line(message));
        return;
      }
      try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.APPEND)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode((torn ? "\n" : "") + line(message));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  /** All lines but one of those that may stay. */
  private static String last(String text) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(lines.size() - MOST_LINES + 1, lines.size())) + "\n";
  }

  private static String line(String message) {
    return encoded(message) + "\n";
  }

  private static String encoded(String message) {
    return message.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String decoded(String line) {
    StringBuilder text = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        c = line.charAt(i);
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      }
      text.append(c);
    }
    return text.toString();
  }
}

package dev.parley.cli.chat;

import dev.parley.cli.process.Diagnostics;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What was typed, as far as it is kept. That it cannot be is told once, and no reason to fail. */
final class TypedHistory {
  private final Diagnostics diagnostics;
  private Optional<HistoryFile> file;

  TypedHistory(Optional<HistoryFile> file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  List<String> read() {
    try {
      return file.isPresent() ? file.get().read() : List.of();
    } catch (IOException e) {
      giveUp(e);
      return List.of();
    }
  }

  void add(String message) {
    try {
      if (file.isPresent()) {
        file.get().add(message);
      }
    } catch (IOException e) {
      giveUp(e);
    }
  }

  private void giveUp(IOException e) {
    diagnostics.say("what is typed is not kept for the arrow keys: " + e.getMessage());
    file = Optional.empty();
  }
}

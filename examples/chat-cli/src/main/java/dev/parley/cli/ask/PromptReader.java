package dev.parley.cli.ask;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Utf8Text;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/** Reads the words typed and the data piped in. */
final class PromptReader {
  /** More than any model reads, and little enough to hold. */
  static final int MOST_BYTES = 16 * 1024 * 1024;

  /** The instruction that was typed and the data that was piped in; each may be blank. */
  record Prompt(String instruction, String data) {
    /** Whether some of it was piped in. */
    boolean piped() {
      return !data.isBlank();
    }

    /** Both; blank if both are. */
    String text() {
      if (data.isBlank()) {
        return instruction;
      }
      return instruction.isBlank() ? data : instruction + "\n\n" + data;
    }
  }

  private final Surroundings surroundings;

  @Inject
  PromptReader(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * {@return the prompt} Reads stdin to its end unless that is a terminal.
   *
   * @param words what was typed
   * @param stdinIsTaken whether stdin is something else than the prompt's data
   * @throws UsageException if stdin is no text
   */
  Prompt read(List<String> words, boolean stdinIsTaken) {
    boolean none = stdinIsTaken || surroundings.inIsTerminal();
    return new Prompt(String.join(" ", words), none ? "" : data());
  }

  private String data() {
    try {
      byte[] bytes = surroundings.in().readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UsageException("stdin holds more than " + (MOST_BYTES >> 20) + " MiB");
      }
      return Utf8Text.of(bytes);
    } catch (CharacterCodingException e) {
      throw new UsageException("stdin is not UTF-8 text");
    } catch (IOException e) {
      throw new UsageException("stdin cannot be read: " + e.getMessage());
    }
  }
}

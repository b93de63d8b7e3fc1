package dev.parley.cli.ask;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the prompt of the words typed and the data piped in. */
final class PromptReader {
  /** More than any model reads, and little enough to hold. */
  static final int MOST_BYTES = 16 * 1024 * 1024;

  /**
   * What is asked.
   *
   * @param text never blank
   * @param piped whether some of it was piped in
   */
  record Prompt(String text, boolean piped) {}

  private final Surroundings surroundings;

  @Inject
  PromptReader(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * {@return the prompt} Reads stdin to its end unless that is a terminal.
   *
   * @throws UsageException if there is no prompt, or stdin is no text
   */
  Prompt read(List<String> words) {
    String instruction = String.join(" ", words);
    String data = surroundings.inIsTerminal() ? "" : data();
    if (instruction.isBlank() && data.isBlank()) {
      throw new UsageException("no prompt; say parley PROMPT, or pipe one in; see parley --help");
    }
    if (data.isBlank()) {
      return new Prompt(instruction, false);
    }
    return new Prompt(instruction.isBlank() ? data : instruction + "\n\n" + data, true);
  }

  private String data() {
    try {
      byte[] bytes = surroundings.in().readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UsageException("stdin holds more than " + (MOST_BYTES >> 20) + " MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UsageException("stdin is not UTF-8 text");
    } catch (IOException e) {
      throw new UsageException("stdin cannot be read: " + e.getMessage());
    }
  }
}

package dev.parley.cli.keys;

import static java.util.Objects.requireNonNull;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.config.Secret;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Gets a key from a person, without showing it, or from what is piped in. */
final class KeyInput {
  /** Asks on the terminal and shows nothing of the answer. */
  @FunctionalInterface
  interface Hidden {
    /** {@return what was typed; null at the end of the input} */
    char @Nullable [] ask(String question);
  }

  private static final int LARGEST = 64 * 1024;

  private final Surroundings surroundings;
  private final Hidden terminal;

  @Inject
  KeyInput(Surroundings surroundings) {
    this(surroundings, KeyInput::askOnTerminal);
  }

  KeyInput(Surroundings surroundings, Hidden terminal) {
    this.surroundings = surroundings;
    this.terminal = terminal;
  }

  /**
   * {@return the key}
   *
   * @throws UsageException if there is none, or it cannot be one
   */
  Secret read(String name) {
    String text = surroundings.inIsTerminal() ? typed(name) : piped(name);
    if (name.endsWith(".api-key") && !text.strip().chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      throw new UsageException(
          "The key for "
              + name
              + " has characters in it that no header can carry, which are not ASCII; copy it again");
    }
    try {
      return Secret.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          text.isBlank()
              ? "No key came; type it, or pipe it in: parley keys set " + name + " <FILE"
              : "The key for " + name + " has control characters in it; copy it again");
    }
  }

  private String typed(String name) {
    if (!surroundings.outIsTerminal()) { // Since JDK 22 there may be a console without any.
      throw new UsageException(
          "There is no terminal that can hide what is typed, since stdout is none; pipe the key in,"
              + " or do not redirect stdout");
    }
    char[] typed = terminal.ask("Key for " + name + " (it is not shown): ");
    return typed == null ? "" : new String(typed);
  }

  private static char @Nullable [] askOnTerminal(String question) {
    return requireNonNull(System.console(), "no console").readPassword("%s", question);
  }

  private String piped(String name) {
    try {
      byte[] bytes = surroundings.in().readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new UsageException("A key has at most " + LARGEST + " bytes; more was piped in");
      }
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().strip();
      if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
        throw new UsageException(
            "A key is one line; more was piped in for " + name + ": pipe in the key alone");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new UsageException("What was piped in is no UTF-8 text, so it is no key");
    } catch (IOException e) {
      throw new UsageException("The key cannot be read from stdin: " + e.getMessage());
    }
  }
}

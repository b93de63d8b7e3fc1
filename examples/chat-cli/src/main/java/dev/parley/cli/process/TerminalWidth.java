package dev.parley.cli.process;

import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How wide the terminal is. */
public final class TerminalWidth {
  private static final int USUAL = 80;
  private static final int LEAST = 10;
  private static final File TERMINAL = new File("/dev/tty");
  private static final long PATIENCE_SECONDS = 1;

  /** Somebody may change it, but not all the time. */
  private static final long GOOD_FOR_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Surroundings surroundings;
  private final ChildProgram programs;
  private int last;
  private long askedAt;

  @Inject
  TerminalWidth(Surroundings surroundings, ChildProgram programs) {
    this.surroundings = surroundings;
    this.programs = programs;
  }

  /** {@return the columns; 80 if nobody knows} */
  public synchronized int columns() {
    long now = System.nanoTime();
    if (last == 0 || now - askedAt > GOOD_FOR_NANOS) {
      last =
          number(surroundings.environment().getOrDefault("COLUMNS", ""))
              .or(this::told)
              .orElse(USUAL);
      askedAt = now;
    }
    return last;
  }

  /** No API of Java's tells, and stty is on all systems that have such terminals. */
  private Optional<Integer> told() {
    Optional<Path> stty = TERMINAL.exists() ? programs.find("stty") : Optional.empty();
    if (stty.isEmpty()) {
      return Optional.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder(stty.get().toString(), "size")
            .redirectInput(TERMINAL)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    try {
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return Optional.empty();
        }
        byte[] said = process.getInputStream().readNBytes(64);
        String size = new String(said, StandardCharsets.US_ASCII).strip();
        return number(size.substring(size.indexOf(' ') + 1));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text.strip())).filter(columns -> columns >= LEAST);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

package dev.parley.cli.process;

import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs other programs for what they say. They get what they need of the environment and nothing
 * else, so that no key of anybody is in it; and they are killed if they take too long.
 */
public final class ChildProgram {
  /**
   * How a program ended.
   *
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  public record Ended(int code, String out, String err) {
    /** Not what it said, which may be a key. */
    @Override
    public String toString() {
      return "Ended[" + code + "]";
    }
  }

  /** What programs need to run, to find the user's session, and to be understood. */
  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "LC_ALL",
          "TMPDIR",
          "LD_LIBRARY_PATH",
          "SYSTEMROOT",
          "DISPLAY",
          "WAYLAND_DISPLAY",
          "XAUTHORITY",
          "XDG_RUNTIME_DIR",
          "DBUS_SESSION_BUS_ADDRESS");

  private static final int LARGEST_OUTPUT = 1 << 20;
  private static final long POLL_MILLIS = 10;

  private final Surroundings surroundings;

  @Inject
  public ChildProgram(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** {@return the program of that name, if one is on the PATH} */
  public Optional<Path> find(String name) {
    String path = surroundings.environment().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      try {
        Path file = Path.of(folder, name);
        if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
          return Optional.of(file.toAbsolutePath());
        }
      } catch (InvalidPathException e) {
        // A variable may hold what is no path at all.
      }
    }
    return Optional.empty();
  }

  /**
   * {@return how it ended; empty if it did not within {@code limit}, and was killed}
   *
   * @param input what it reads from stdin
   * @throws IOException if it cannot be started, or says more than a mebibyte
   */
  public Optional<Ended> run(Duration limit, String input, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    surroundings
        .environment()
        .forEach(
            (name, value) -> {
              if (PASSED_ON.contains(name)) {
                builder.environment().put(name, value);
              }
            });
    Process process = builder.start();
    ChildGuard guard = ChildGuard.of(process);
    try {
      feed(process.getOutputStream(), input);
      return ended(process, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.get(0) + " was running", e);
    } finally {
      guard.close();
    }
  }

  /** On a thread of its own, for a program that does not read would hold this one up. */
  private static void feed(OutputStream in, String input) {
    Thread thread =
        new Thread(
            () -> {
              try (in) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                return; // It did not want all of it, and its exit code says whether that is well.
              }
            },
            "parley-child-input");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads without blocking, so that a program that hangs meets its limit. */
  private static Optional<Ended> ended(Process process, Duration limit)
      throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    long start = System.nanoTime();
    boolean ended;
    do {
      ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      drain(process.getInputStream(), out);
      drain(process.getErrorStream(), err);
      if (!ended && System.nanoTime() - start > limit.toNanos()) {
        return Optional.empty();
      }
    } while (!ended);
    return Optional.of(
        new Ended(
            process.exitValue(),
            out.toString(StandardCharsets.UTF_8),
            err.toString(StandardCharsets.UTF_8)));
  }

  private static void drain(InputStream from, ByteArrayOutputStream to) throws IOException {
    for (int ready = from.available(); ready > 0; ready = from.available()) {
      to.writeBytes(from.readNBytes(ready));
      if (to.size() > LARGEST_OUTPUT) {
        throw new IOException("the program says more than " + LARGEST_OUTPUT + " bytes");
      }
    }
  }
}

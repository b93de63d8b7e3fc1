package dev.parley.cli.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Everything outside that a command touches, so that tests can stand in for it.
 *
 * @param workingFolder what relative paths start from
 * @param home the user's folder; empty where the platform knows none
 * @param clock what the time is
 * @param inIsTerminal whether {@code in} is a person, of whom nothing is read
 * @param outIsTerminal whether {@code out} acts on control characters
 * @param errIsTerminal whether {@code err} does
 */
public record Surroundings(
    Map<String, String> environment,
    Path workingFolder,
    Optional<Path> home,
    InputStream in,
    OutputStream out,
    OutputStream err,
    InstantSource clock,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal) {

  public static Surroundings ofProcess() {
    // Not System.out: a PrintStream hides that nobody reads any more.
    // The script says what is a terminal, for since JDK 22 there is a System.console() without one.
    return new Surroundings(
        System.getenv(),
        Path.of(""),
        Optional.of(Path.of(System.getProperty("user.home", ""))).filter(Path::isAbsolute),
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        InstantSource.system(),
        Boolean.getBoolean("parley.stdin.terminal"),
        Boolean.getBoolean("parley.stdout.terminal"),
        Boolean.getBoolean("parley.stderr.terminal"));
  }

  /** Names the environment's variables at most: their values may be secrets. */
  @Override
  public String toString() {
    return "Surroundings[" + workingFolder + "]";
  }
}

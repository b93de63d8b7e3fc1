package dev.parley.cli.keys;

import dev.parley.cli.process.ChildProgram;
import dev.parley.cli.process.ChildProgram.Ended;
import dev.parley.cli.process.Surroundings;
import dev.parley.config.Secret;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps keys in the Secret Service of the session, such as GNOME's keyring or KWallet, through
 * {@code secret-tool}. A key goes through its stdin and stdout, never through its arguments or its
 * environment. What goes wrong is told in a sentence; nothing is thrown.
 */
final class SecretService {
  private static final String PROGRAM = "secret-tool";

  /** Time for a person to unlock the keyring, after which nobody seems to be there. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Surroundings surroundings;
  private final ChildProgram programs;
  private final Duration limit;

  @Inject
  SecretService(Surroundings surroundings, ChildProgram programs) {
    this(surroundings, programs, LIMIT);
  }

  SecretService(Surroundings surroundings, ChildProgram programs, Duration limit) {
    this.surroundings = surroundings;
    this.programs = programs;
    this.limit = limit;
  }

  /** {@return why there is none, if there is none} Asks nobody. */
  Optional<String> absence() {
    if (programs.find(PROGRAM).isEmpty()) {
      return Optional.of(PROGRAM + " is not installed");
    }
    String bus = surroundings.environment().getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
    return bus.isEmpty() && !busInRuntimeFolder()
        ? Optional.of("there is no session bus")
        : Optional.empty();
  }

  private boolean busInRuntimeFolder() {
    String folder = surroundings.environment().getOrDefault("XDG_RUNTIME_DIR", "");
    try {
      return !folder.isEmpty() && Files.exists(Path.of(folder, "bus"));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * {@return what went wrong, if anything} That it is kept is seen by reading it back.
   *
   * @param name of a plain form, see {@link KeyName}
   */
  Optional<String> store(String name, Secret key) {
    List<String> label = List.of("--label=Parley: " + name);
    return run("store", label, name, key.reveal())
        .problem()
        .or(
            () -> {
              Outcome back = run("lookup", List.of(), name, "");
              boolean same = back.said().strip().equals(key.reveal());
              return back.problem().or(() -> same ? Optional.empty() : Optional.of(givenUp(name)));
            });
  }

  /** Clears what it keeps instead, such as the beginning of a key that is too long for it. */
  private String givenUp(String name) {
    String left =
        run("clear", List.of(), name, "")
            .problem()
            .map(why -> ", and keeps that: " + why)
            .orElse("");
    return "it gives back another key" + left;
  }

  /** {@return what went wrong, if anything; that there was no such key is nothing wrong} */
  Optional<String> clear(String name) {
    Outcome held = run("lookup", List.of(), name, "");
    if (held.absent()) {
      return Optional.empty();
    }
    return held.problem().or(() -> run("clear", List.of(), name, "").problem());
  }

  /** {@return whether it has the key; false also where it cannot be asked} */
  boolean holds(String name) {
    return absence().isEmpty() && run("lookup", List.of(), name, "").problem().isEmpty();
  }

  /** {@return the value that gets the key from there, for a configuration file} */
  static String reference(String name) {
    return "${command:" + PROGRAM + " lookup " + String.join(" ", attributes(name)) + "}";
  }

  private static List<String> attributes(String name) {
    return List.of("application", "parley", "setting", name);
  }

  /** How a call went: {@code absent} if it just found nothing. */
  private record Outcome(Optional<String> problem, String said, boolean absent) {
    @Override
    public String toString() {
      return "Outcome[" + problem + "]";
    }
  }

  private Outcome run(String action, List<String> options, String name, String input) {
    Optional<Path> program = programs.find(PROGRAM);
    if (program.isEmpty()) {
      return failed(PROGRAM + " is not installed");
    }
    List<String> command = new ArrayList<>(List.of(program.get().toString(), action));
    command.addAll(options);
    command.addAll(attributes(name));
    try {
      Optional<Ended> ended = programs.run(limit, input, command);
      if (ended.isEmpty()) {
        return failed(
            "the keyring did not answer within "
                + limit.toSeconds()
                + " s; is it locked, with nobody to unlock it?");
      } else if (ended.get().code() == 0) {
        return new Outcome(Optional.empty(), ended.get().out(), false);
      }
      String said = ended.get().err().strip();
      return said.isEmpty()
          ? new Outcome(Optional.of("the keyring has no such key"), "", true)
          : failed(said);
    } catch (IOException e) {
      return failed(PROGRAM + " cannot be run: " + e.getMessage());
    }
  }

  private static Outcome failed(String problem) {
    return new Outcome(Optional.of(problem), "", false);
  }
}

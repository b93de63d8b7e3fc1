package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.cli.setup.SecretMask;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;

/** Keeps a key: in the keyring if there is one, else in the file; or the command that prints it. */
final class KeySetting {
  private final KeyInput input;
  private final SecretService keyring;
  private final KeyFile file;
  private final KeyOrigin origins;
  private final SecretMask mask;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  KeySetting(
      KeyInput input,
      SecretService keyring,
      KeyFile file,
      KeyOrigin origins,
      SecretMask mask,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.input = input;
    this.keyring = keyring;
    this.file = file;
    this.origins = origins;
    this.mask = mask;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /** Keeps it, and says where. */
  void set(Declared key, KeysOptions options, Config config, Models models, EnvFiles.Read envFiles)
      throws IOException {
    file.path(); // Nobody types a key for which there is no place.
    boolean wasInKeyring = file.kinds().get(key.name()) == KeyFile.Kind.KEYRING;
    if (options.command != null) {
      file.put(key.name(), reference(options.command));
      say(key, "is what the command prints, kept in " + file.path());
    } else {
      Secret secret = input.read(key.name());
      mask.learn(secret);
      if (!options.file && inKeyring(key.name(), secret)) {
        wasInKeyring = false;
        file.put(key.name(), SecretService.reference(key.name()));
        say(key, "is kept in the keyring; " + file.path() + " says so");
      } else {
        file.putKey(key.name(), secret.reveal());
        say(key, "is kept in " + file.path() + ", which only you can read");
      }
    }
    if (wasInKeyring) {
      keyring
          .clear(key.name())
          .ifPresent(why -> diagnostics.say("the old one is still in the keyring: " + why));
    }
    origins
        .winner(key, config, models)
        .filter(origin -> !origin.startsWith("in " + file.path()))
        .map(origin -> envFiles.shown(origin, key.variable()))
        .ifPresent(origin -> diagnostics.note("but another wins over it, which is set: " + origin));
  }

  private static String reference(String command) {
    String line = command.strip();
    if (line.isEmpty() || line.chars().anyMatch(Character::isISOControl)) {
      throw new UsageException("--command takes a command in one line, such as 'pass openai/api'");
    } else if (line.indexOf('}') >= 0) {
      throw new UsageException(
          "A command in the configuration may have no } in it; put it into a script, and name that");
    }
    return "${command:" + line + "}";
  }

  private boolean inKeyring(String name, Secret key) {
    Optional<String> problem = keyring.absence().or(() -> keyring.store(name, key));
    problem.ifPresent(why -> diagnostics.note("the key does not go into a keyring: " + why));
    return problem.isEmpty();
  }

  private void say(Declared key, String what) throws IOException {
    out.write(key.name() + " " + what + "\n");
  }
}

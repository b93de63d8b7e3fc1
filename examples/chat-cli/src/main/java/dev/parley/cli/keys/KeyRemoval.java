package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.keys.KeyFile.Kind;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Forgets a key in the keyring and in the file. */
final class KeyRemoval {
  private final SecretService keyring;
  private final KeyFile file;
  private final KeyOrigin origins;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  KeyRemoval(
      SecretService keyring,
      KeyFile file,
      KeyOrigin origins,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.keyring = keyring;
    this.file = file;
    this.origins = origins;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /**
   * Forgets the key of that name, or of that instance, and says if it is still set elsewhere. The
   * instance need not be set up any more.
   *
   * @throws UsageException if there is none, it is kept nowhere, or the keyring does not let go of
   *     it
   */
  void remove(String typed, KeyName names, Config config, Models models, EnvFiles.Read envFiles)
      throws IOException {
    Optional<String> left = names.known(typed).isPresent() ? Optional.empty() : left(typed);
    if (left.isPresent()) {
      remove(left.get(), Optional.empty());
      return;
    }
    Declared key = names.find(typed);
    remove(
        key.name(),
        origins
            .winner(key, config, models)
            .filter(origin -> !origin.startsWith("in " + file.path()))
            .map(origin -> envFiles.shown(origin, key.variable())));
  }

  /** The name of a key that was kept for what is not set up any more. */
  private Optional<String> left(String typed) {
    Map<String, Kind> kept = file.kinds();
    for (String name : List.of(typed, KeyName.usual(typed))) {
      if (kept.containsKey(name) || (KeyName.isShown(name) && keyring.holds(name))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private void remove(String name, Optional<String> elsewhere) throws IOException {
    Optional<Kind> kept = Optional.ofNullable(file.kinds().get(name));
    boolean inKeyring = kept.filter(Kind.KEYRING::equals).isPresent() || keyring.holds(name);
    if (kept.isEmpty() && !inKeyring) {
      throw new UsageException(
          "parley keys keeps no "
              + name
              + elsewhere
                  .map(origin -> "; it is set elsewhere, remove it there: " + origin)
                  .orElse(""));
    }
    if (inKeyring) {
      clear(name);
    }
    file.remove(name);
    out.write(name + " is forgotten\n");
    elsewhere.ifPresent(origin -> diagnostics.note("but it is still set: " + origin));
  }

  private void clear(String name) {
    Optional<String> absence = keyring.absence();
    if (absence.isPresent()) {
      diagnostics.note(
          "it was kept in a keyring, which is not here ("
              + absence.get()
              + "); it is still there, if that keyring is");
      return;
    }
    Optional<String> problem = keyring.clear(name);
    if (problem.isPresent()) {
      // The line stays, for it says where the key still is.
      throw new UsageException(
          name + " is still in the keyring: " + problem.get() + "; unlock it and try again");
    }
  }
}

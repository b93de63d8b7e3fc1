package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.keys.KeyFile.Kind;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
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
   * Forgets it, and says if it is still set elsewhere.
   *
   * @throws UsageException if it is kept nowhere, or the keyring does not let go of it
   */
  void remove(Declared key, Config config, Models models) throws IOException {
    Optional<Kind> kept = Optional.ofNullable(file.kinds().get(key.name()));
    boolean inKeyring =
        kept.filter(Kind.KEYRING::equals).isPresent()
            || keyring.absence().isEmpty() && keyring.holds(key.name());
    Optional<String> elsewhere =
        origins
            .winner(key, config, models)
            .filter(origin -> !origin.startsWith("in " + file.path()));
    if (kept.isEmpty() && !inKeyring) {
      throw new UsageException(
          "parley keys keeps no "
              + key.name()
              + elsewhere
                  .map(origin -> "; it is set elsewhere, remove it there: " + origin)
                  .orElse(""));
    }
    if (inKeyring) {
      clear(key.name());
    }
    file.remove(key.name());
    out.write(key.name() + " is forgotten\n");
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

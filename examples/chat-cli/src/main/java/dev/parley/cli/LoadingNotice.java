package dev.parley.cli;

import dev.parley.llamalocal.ServerListener;
import java.nio.file.Path;

/** Tells a person who waits that a local model is being loaded, which may take minutes. */
final class LoadingNotice implements ServerListener {
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  LoadingNotice(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.diagnostics = new Diagnostics(surroundings);
  }

  @Override
  public void loading(Path model) {
    if (surroundings.outIsTerminal()) {
      diagnostics.say("loading " + model.getFileName() + " …");
    }
  }
}

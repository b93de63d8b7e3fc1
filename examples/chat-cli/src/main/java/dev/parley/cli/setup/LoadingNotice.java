package dev.parley.cli.setup;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.llamalocal.ServerListener;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Tells a person who waits that a local model is being loaded, which may take minutes. */
public final class LoadingNotice implements ServerListener {
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  @Inject
  LoadingNotice(Surroundings surroundings, Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  @Override
  public void loading(Path model) {
    if (surroundings.outIsTerminal()) {
      diagnostics.note("loading " + model.getFileName() + " …");
    }
  }
}

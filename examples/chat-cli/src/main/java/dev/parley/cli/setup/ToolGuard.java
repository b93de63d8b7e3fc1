package dev.parley.cli.setup;

import dev.parley.chat.ChatModel;
import dev.parley.cli.process.Diagnostics;
import dev.parley.config.Config;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.guard.Finding;
import dev.parley.guard.Guard;
import dev.parley.guard.GuardMode;
import dev.parley.spi.GuardDefaults;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The guard of all models that commands open. It warns unless the settings say otherwise: scripts
 * go on as before, and whoever pipes a log with a key in it learns so. What it finds it tells at
 * once, once for each place, since a call that fails has no answer to tell it with. Thread-safe.
 */
@Singleton
public final class ToolGuard implements GuardDefaults {
  private final Diagnostics diagnostics;
  private final Set<Finding> told = new HashSet<>();
  private Teller teller = this::once;

  @Inject
  ToolGuard(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Tells people what was found. */
  public interface Teller {
    /**
     * Tells it, on the thread of the call and before anything is sent.
     *
     * @param fate what becomes of it, such as {@code redacted}
     */
    void tell(Finding finding, String fate);
  }

  /** From now on somebody else tells what is found: who knows which of many calls it is in. */
  public synchronized void tellBy(Teller other) {
    teller = other;
  }

  @Override
  public ChatModel wrap(ChatModel model, Config config) {
    return guard(config).wrap(model);
  }

  @Override
  public EmbeddingModel wrap(EmbeddingModel model, Config config) {
    return guard(config).wrap(model);
  }

  /** {@return what masks logs, as the settings of the guard say, whatever its mode} */
  public UnaryOperator<String> filter(Config config) {
    return guard(config).filter();
  }

  private Guard guard(Config config) {
    Guard.Builder guard = Guard.builder().mode(GuardMode.WARN).settings(config);
    GuardMode mode = guard.build().mode();
    return guard.listener(finding -> tell(finding, mode)).build();
  }

  private void tell(Finding finding, GuardMode mode) {
    if (mode != GuardMode.REFUSE) { // A refusal tells itself.
      teller().tell(finding, mode == GuardMode.REDACT ? "redacted" : "sent as it is; see --guard");
    }
  }

  private synchronized Teller teller() {
    return teller;
  }

  private synchronized void once(Finding finding, String fate) {
    if (told.add(finding)) {
      diagnostics.note("warning: guard: " + finding + " is " + fate);
    }
  }
}

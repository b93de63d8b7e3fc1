package dev.parley.cli.log;

import dev.parley.cli.process.Diagnostics;
import jakarta.inject.Inject;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Tells on one line what a store warns of in the log, such as a file that it cannot list. */
final class StoreWarnings {
  private final Diagnostics diagnostics;

  @Inject
  StoreWarnings(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Ends the telling. */
  interface Told {
    void close();
  }

  /** From now on tells, and nobody else does. */
  Told tell() {
    Logger logger = Logger.getLogger("dev.parley.store");
    Handler handler = new Telling(diagnostics);
    boolean others = logger.getUseParentHandlers();
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    return () -> {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(others);
    };
  }

  private static final class Telling extends Handler {
    private final Diagnostics diagnostics;

    Telling(Diagnostics diagnostics) {
      this.diagnostics = diagnostics;
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        diagnostics.say(new SimpleFormatter().formatMessage(record));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

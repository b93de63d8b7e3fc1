package dev.parley.cli;

import dev.parley.Models;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.Version;
import dev.parley.llamalocal.LlamaLocalProviderFactory;
import dev.parley.llamalocal.ServerListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The process: runs one command and ends with its exit code. */
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(Surroundings.ofProcess(), arguments));
  }

  /** The exit code of one command. */
  static int run(Surroundings surroundings, String... arguments) {
    if (arguments.length == 1 && Version.isAskedBy(arguments[0]) && tellsVersion(surroundings)) {
      return 0;
    }
    ParleyComponent parley = DaggerParleyComponent.factory().create(surroundings, Main::models);
    // The JVM ends by itself with 128 + the signal's number once its hooks are done.
    Runtime.getRuntime().addShutdownHook(new Thread(parley.cancellation()::cancel, "cancel"));
    return parley.command().run(arguments);
  }

  /** Scripts ask for it often, and wait: it takes none of what the other commands are made of. */
  private static boolean tellsVersion(Surroundings surroundings) {
    try {
      surroundings.out().write((Version.line() + "\n").getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) {
      return false; // The usual way meets the same, and knows how to tell.
    }
  }

  private static Models.Builder models(Supplier<ServerListener> listener) {
    return Models.builder().provider(new LlamaLocalProviderFactory(listener));
  }
}

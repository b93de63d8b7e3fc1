package dev.parley.cli;

import dev.parley.Models;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.LoadingNotice;
import dev.parley.llamalocal.LlamaLocalProviderFactory;

/** The process: runs one command and ends with its exit code. */
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofProcess();
    ParleyComponent parley =
        DaggerParleyComponent.factory().create(surroundings, () -> models(surroundings));
    // The JVM ends by itself with 128 + the signal's number once its hooks are done.
    Runtime.getRuntime().addShutdownHook(new Thread(parley.cancellation()::cancel, "cancel"));
    System.exit(parley.command().run(arguments));
  }

  private static Models.Builder models(Surroundings surroundings) {
    return Models.builder()
        .provider(new LlamaLocalProviderFactory(new LoadingNotice(surroundings)));
  }
}

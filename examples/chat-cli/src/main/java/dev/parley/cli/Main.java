package dev.parley.cli;

import dev.parley.Models;

/** The process: runs one command and ends with its exit code. */
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    ParleyComponent parley =
        DaggerParleyComponent.factory().create(Surroundings.ofProcess(), Models::builder);
    // The JVM ends by itself with 128 + the signal's number once its hooks are done.
    Runtime.getRuntime().addShutdownHook(new Thread(parley.cancellation()::cancel, "cancel"));
    System.exit(parley.command().run(arguments));
  }
}

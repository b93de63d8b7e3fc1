package dev.parley.cli.setup;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to ask, for every command that asks. */
public final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "PROVIDER:MODEL",
      description = "The model to ask; wins over the configuration.")
  public @Nullable String address;
}

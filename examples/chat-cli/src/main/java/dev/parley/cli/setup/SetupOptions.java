package dev.parley.cli.setup;

import dev.parley.config.Config;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes that reads the configuration. */
public final class SetupOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this file, and trust it, instead of the working folder's.")
  public @Nullable Path config;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Read keys from there, as NAME=VALUE lines; the environment wins over it.")
  public @Nullable Path envFile;

  @Option(names = "--offline", description = "Refuse to talk to other machines.")
  public boolean offline;

  @Option(
      names = "--guard",
      paramLabel = "MODE",
      description =
          "What becomes of secrets in what is sent: off, warn (the default), redact or refuse.")
  public @Nullable String guard;

  @Option(
      names = "--store",
      paramLabel = "ADDRESS",
      description = "Keep conversations there, as file:/folder or redis://host:6379/0.")
  public @Nullable String store;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on stderr but what went wrong.")
  public boolean quiet;

  @Option(names = "--debug", description = "Show where a failure comes from.")
  public boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  public boolean help;

  /** The usual configuration, with the file that was named. */
  Config.Builder config(Map<String, String> environment, Path workingFolder) {
    Config.Builder builder = Config.standard(environment, workingFolder);
    if (config != null) {
      builder.file(workingFolder.resolve(config));
    }
    return builder;
  }
}

package dev.parley.cli.completion;

import static java.util.Objects.requireNonNull;

import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.UsageException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the script by which a shell completes what is typed. */
public final class CompletionCommand implements Subcommand {
  /** What may be typed. */
  @Command(
      name = "parley completion",
      description = {
        "Prints the script by which a shell completes what is typed. For bash and zsh:",
        "",
        "  eval \"$(parley completion bash)\"",
        "  eval \"$(parley completion zsh)\""
      })
  static final class Options {
    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash or zsh.")
    @Nullable String shell;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this.")
    boolean help;
  }

  private final AnswerWriter out;

  @Inject
  CompletionCommand(AnswerWriter out) {
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new Options());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    Options options = Arguments.parse("parley completion", new Options(), arguments);
    out.write(options.help ? usage() : script(options.shell));
    return ExitCode.OK;
  }

  private static String script(@Nullable String shell) throws IOException {
    if (shell == null || !(shell.equals("bash") || shell.equals("zsh"))) {
      throw new UsageException("say for which shell: parley completion bash, or zsh");
    }
    String name = "/completions/" + (shell.equals("bash") ? "parley.bash" : "_parley");
    try (InputStream in = CompletionCommand.class.getResourceAsStream(name)) {
      return new String(requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

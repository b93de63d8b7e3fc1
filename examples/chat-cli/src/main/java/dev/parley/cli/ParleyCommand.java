package dev.parley.cli;

import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs one command. Whatever goes wrong becomes one line on stderr and an exit code. */
final class ParleyCommand {
  private final OneShot oneShot;
  private final ProviderList providers;
  private final Version version;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  ParleyCommand(
      OneShot oneShot,
      ProviderList providers,
      Version version,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.oneShot = oneShot;
    this.providers = providers;
    this.version = version;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /** {@return the exit code} Throws nothing. */
  int run(String... arguments) {
    ExitCode code;
    try {
      code = dispatch(Options.parse(arguments));
    } catch (UsageException e) {
      code = failed(ExitCode.USAGE, e.getMessage());
    } catch (ParleyException e) {
      code = failed(ExitCode.of(e), e.getMessage());
    } catch (IOException e) {
      // Only stdout is written in the open.
      code =
          String.valueOf(e.getMessage()).contains("Broken pipe")
              ? ExitCode.OUTPUT_CLOSED
              : failed(ExitCode.UNEXPECTED, "stdout cannot be written: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      code = failed(ExitCode.UNEXPECTED, "unexpected failure, please report it: " + e);
    }
    return code.number();
  }

  private ExitCode dispatch(Options options) throws IOException {
    if (options.help) {
      out.write(Options.usage());
    } else if (options.version) {
      out.write(version.text() + "\n");
    } else if (options.list) {
      return providers.print();
    } else {
      return oneShot.ask(options);
    }
    return ExitCode.OK;
  }

  private ExitCode failed(ExitCode code, @Nullable String message) {
    diagnostics.say(SecretMask.ofPatterns().mask(String.valueOf(message)));
    return code;
  }
}

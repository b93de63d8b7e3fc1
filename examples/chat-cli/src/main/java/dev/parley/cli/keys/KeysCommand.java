package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;

/** Keeps keys: sets, lists, forgets and tries them. */
public final class KeysCommand implements Subcommand {
  private static final String NAME = "parley keys";
  private static final List<String> ACTIONS = List.of("set", "list", "rm", "test");

  private final Surroundings surroundings;
  private final Setup setup;
  private final EnvFiles envFiles;
  private final KeySetting keySetting;
  private final KeyList list;
  private final KeyRemoval removal;
  private final KeyTest test;
  private final AnswerWriter out;

  @Inject
  KeysCommand(
      Surroundings surroundings,
      Setup setup,
      EnvFiles envFiles,
      KeySetting keySetting,
      KeyList list,
      KeyRemoval removal,
      KeyTest test,
      AnswerWriter out) {
    this.surroundings = surroundings;
    this.setup = setup;
    this.envFiles = envFiles;
    this.keySetting = keySetting;
    this.list = list;
    this.removal = removal;
    this.test = test;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new KeysOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    KeysOptions options = Arguments.parse(NAME, new KeysOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    check(options);
    Config config = setup.config(options.setup).build();
    try (Models models = setup.models(config)) {
      DeclaredSecrets secrets =
          DeclaredSecrets.of(models.installed(), config, surroundings.environment());
      KeyName names = new KeyName(secrets);
      EnvFiles.Read read = envFiles.read(options.setup);
      switch (options.action) {
        case "set" -> keySetting.set(names.find(options.name), options, config, models, read);
        case "rm" -> removal.remove(options.name, names, config, models, read);
        case "list" -> list.print(secrets, config, models, read);
        default -> {
          return test.run(
              options.name.isEmpty()
                  ? list.instancesWithKeys(secrets, config, models)
                  : List.of(names.instance(options.name)),
              config,
              models);
        }
      }
    }
    return ExitCode.OK;
  }

  private static void check(KeysOptions options) {
    String action = options.action;
    boolean set = action.equals("set");
    if (!ACTIONS.contains(action)) { // Not repeated, and neither is the rest: it may be a key.
      String what = action.isEmpty() ? "Say what to do" : "The first word says what to do";
      throw new UsageException(what + " with keys: set, list, rm or test; see " + NAME + " --help");
    } else if (!options.more.isEmpty()) {
      throw new UsageException(
          set
              ? "A key is not an argument: it would be in the shell's history; type it at the prompt"
                  + " or pipe it in"
              : "Too many words; see " + NAME + " --help");
    }
    if ((set || action.equals("rm")) && options.name.isEmpty()) {
      throw new UsageException("Say which key: " + NAME + " " + action + " openai");
    }
    if (action.equals("list") && !options.name.isEmpty()) {
      throw new UsageException("A list is of all keys; leave out the name");
    }
    if (!set && (options.file || options.command != null)) {
      throw new UsageException("--file and --command go with " + NAME + " set");
    }
    if (options.file && options.command != null) {
      throw new UsageException("--file keeps a key and --command a command; give one of them");
    }
  }
}

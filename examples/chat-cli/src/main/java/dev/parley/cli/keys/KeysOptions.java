package dev.parley.cli.keys;

import dev.parley.cli.setup.SetupOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed to keep keys, and what was. */
@Command(
    name = "parley keys",
    sortOptions = false,
    description = "Keeps keys, and never shows them.",
    footer = {
      "",
      "parley keys set openai         asks for the key and keeps it: in the keyring if there is one,",
      "                               else in a file that only you can read",
      "parley keys set openai <FILE   takes it from there instead",
      "parley keys list               which keys are set, and where",
      "parley keys rm openai          forgets it, wherever parley keys keeps it",
      "parley keys test [openai]      asks the provider for its models, which costs nothing",
      "",
      "NAME is a setting such as openai.api-key, or a provider or instance, of which it is the"
          + " api-key."
    })
final class KeysOptions {
  @Parameters(index = "0", arity = "0..1", paramLabel = "set|list|rm|test", description = "What.")
  String action = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Of which key.")
  String name = "";

  @Parameters(index = "2..*", hidden = true)
  List<String> more = new ArrayList<>();

  @Option(names = "--file", description = "set: keep it in the file, keyring or not.")
  boolean file;

  @Option(
      names = "--command",
      paramLabel = "LINE",
      description = "set: keep this command instead, which prints the key when it is needed.")
  @Nullable String command;

  @Mixin SetupOptions setup = new SetupOptions();
}

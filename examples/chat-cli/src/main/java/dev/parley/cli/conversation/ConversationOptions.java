package dev.parley.cli.conversation;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which conversation it is. */
public final class ConversationOptions {
  @Option(
      names = {"-c", "--continue"},
      description = "Go on with the last conversation.")
  public boolean goOn;

  @Option(
      names = "--conversation",
      paramLabel = "NAME",
      description = "Go on with the conversation of that name, or begin it.")
  public @Nullable String name;
}

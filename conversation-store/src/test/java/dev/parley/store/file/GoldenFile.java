package dev.parley.store.file;

import static dev.parley.store.file.Chat.entries;

import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.CompletionInfo;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Writes the file that later versions must read. It is kept as it is; a new version gets another.
 */
final class GoldenFile {
  private static final ConversationId ID = new ConversationId("golden/ÄÖ\n\"x\"");
  private static final ModelId MODEL = ModelId.parse("work:gpt:5");
  private static final Labels LABELS =
      new Labels(Optional.of("a \"title\""), new LinkedHashSet<>(List.of("b", "a")));
  private static final String INCARNATION = "0c7e067ecc2141a69ca5fe0a91a6911e";

  private GoldenFile() {}

  /** What is known of it. */
  static ConversationInfo info() {
    return new ConversationInfo(
        ID,
        new Version(INCARNATION, 3),
        Chat.AT,
        Chat.AT,
        LABELS,
        Optional.of(MODEL),
        Optional.of(Chat.AT.plus(Duration.ofDays(1_000_000))));
  }

  /** Argument: the file. */
  public static void main(String[] arguments) throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store =
            FileStore.builder(folder.path()).clock(() -> Chat.AT).fsync(Fsync.NEVER).build()) {
      Version version =
          store.append(ID, Version.NONE, new AppendId("first"), entries("one")).version();
      CompletionInfo info =
          new CompletionInfo(
              MODEL,
              Usage.reported().input(3).output(1).build(),
              Optional.of(new FinishReason(FinishReason.Kind.STOP, "stop")));
      List<Entry> answer =
          List.of(
              Entry.of(Message.user("two"), Instant.EPOCH),
              new Entry(Message.assistant("three"), Chat.AT, Optional.of(info), Extras.NONE));
      store.append(ID, version, new AppendId("second"), answer);
      store.label(ID, LABELS);
      store.expire(ID, Optional.of(Duration.ofDays(1_000_000)));
      Files.copy(folder.file(), Path.of(arguments[0]));
    }
  }
}

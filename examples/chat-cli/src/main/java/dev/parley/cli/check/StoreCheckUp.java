package dev.parley.cli.check;

import dev.parley.cli.conversation.StoreDoor;
import dev.parley.cli.process.Surroundings;
import dev.parley.config.Config;
import dev.parley.error.ParleyException;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Looks whether conversations can be kept: by one that is begun and deleted again. */
final class StoreCheckUp {
  private static final String SUBJECT = "store";

  private final StoreDoor door;
  private final Surroundings surroundings;
  private final CheckReport report;

  @Inject
  StoreCheckUp(StoreDoor door, Surroundings surroundings, CheckReport report) {
    this.door = door;
    this.surroundings = surroundings;
    this.report = report;
  }

  /** Looks. */
  void check(Config config) throws IOException {
    Optional<String> address = door.address(config);
    if (address.isEmpty()) {
      report.note(SUBJECT, "there is no home folder, so conversations are not kept");
      return;
    }
    try (ConversationStore store = door.open(config)) {
      ConversationId id = new ConversationId("parley-check-" + UUID.randomUUID());
      Entry entry =
          Entry.of(Message.user("Written by parley check."), surroundings.clock().instant());
      store.append(id, Version.NONE, AppendId.random(), List.of(entry));
      store.delete(id);
      String shown = address.get().replaceAll("//.*@", "//***@"); // Perhaps with a password.
      report.good(SUBJECT, shown + " can be written");
    } catch (ParleyException e) {
      report.bad(SUBJECT, e);
    }
  }
}

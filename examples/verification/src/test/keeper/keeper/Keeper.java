package keeper;

import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.time.Instant;
import java.util.List;

/** Keeps something in each of the stores at the addresses given, and reads it. */
public final class Keeper {
  private Keeper() {}

  public static void main(String[] args) {
    for (String address : args) {
      try (ConversationStore store = ConversationStores.open(address)) {
        ConversationId id = new ConversationId("c");
        Entry entry = Entry.of(Message.user("Hi"), Instant.now());
        store.append(id, Version.NONE, AppendId.random(), List.of(entry));
        String text = store.read(id).entries().get(0).message().text();
        System.out.println(store.getClass().getSimpleName() + " keeps: " + text);
      }
    }
    System.out.println("module: " + Keeper.class.getModule().getName());
  }
}

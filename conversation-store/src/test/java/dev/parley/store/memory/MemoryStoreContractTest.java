package dev.parley.store.memory;

import dev.parley.store.ConversationStore;
import dev.parley.tck.ConversationStoreContract;
import dev.parley.tck.StoreStage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The memory store keeps the contract. */
class MemoryStoreContractTest implements ConversationStoreContract {

  @Override
  public StoreStage stage() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:15:30Z"));
    MemoryStore store = MemoryStore.builder().clock(now::get).build();
    return new StoreStage() {
      @Override
      public ConversationStore open() {
        return store;
      }

      @Override
      public void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}

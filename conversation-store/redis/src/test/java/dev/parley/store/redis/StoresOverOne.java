package dev.parley.store.redis;

import dev.parley.store.ConversationStore;
import dev.parley.tck.StoreStage;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Stores over the same data, for the contract. */
final class StoresOverOne implements StoreStage {
  private final Supplier<RedisStore> stores;
  private final AutoCloseable data;
  private final Queue<RedisStore> open = new ConcurrentLinkedQueue<>();

  StoresOverOne(Supplier<RedisStore> stores, AutoCloseable data) {
    this.stores = stores;
    this.data = data;
  }

  @Override
  public ConversationStore open() {
    RedisStore store = stores.get();
    open.add(store);
    return store;
  }

  /** Redis lets conversations go by its own clock. */
  @Override
  public void pass(Duration time) {}

  @Override
  public void close() {
    open.forEach(RedisStore::close);
    try {
      data.close();
    } catch (Exception e) {
      throw new IllegalStateException("What a test has left cannot be removed", e);
    }
  }
}

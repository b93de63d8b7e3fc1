package dev.parley.store.redis;

import dev.parley.tck.ConversationStoreContract;
import dev.parley.tck.StoreStage;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis store keeps the contract. */
class RedisStoreContractTest implements ConversationStoreContract {
  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  @Override
  public StoreStage stage() {
    SharedRedis.Lease database = REDIS.lease();
    return new StoresOverOne(() -> database.store().build(), database);
  }
}

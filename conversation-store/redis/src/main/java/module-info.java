/** Conversations kept in Redis; see {@code dev.parley.store.redis}. */
// Automatic: redis.clients.jedis. What it needs is not resolved for it where that is an explicit
// module, as
// commons-pool2 and newer slf4j are; so that stands here.
@SuppressWarnings("requires-automatic")
module dev.parley.store.redis {
  requires transitive dev.parley.api;
  requires dev.parley.json;
  requires org.apache.commons.pool2;
  requires org.slf4j;
  requires redis.clients.jedis;
  requires static org.jspecify;

  exports dev.parley.store.redis;

  provides dev.parley.spi.StoreFactory with
      dev.parley.store.redis.RedisStoreFactory;
}

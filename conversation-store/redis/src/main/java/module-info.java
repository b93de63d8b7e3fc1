/** Conversations kept in Redis; see {@code dev.parley.store.redis}. */
module dev.parley.store.redis {
  requires transitive dev.parley.api;
  requires dev.parley.json;
  requires static org.jspecify;

  exports dev.parley.store.redis;
}

/** Conversations kept in memory and in files; see {@code dev.parley.store.memory}. */
module dev.parley.store {
  requires transitive dev.parley.api;
  requires static org.jspecify;

  exports dev.parley.store.memory;

  provides dev.parley.spi.StoreFactory with
      dev.parley.store.memory.MemoryStoreFactory;
}

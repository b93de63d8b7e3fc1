/**
 * Conversations kept in memory and in files; see {@code dev.parley.store.memory} and {@code
 * dev.parley.store.file}.
 */
module dev.parley.store {
  requires transitive dev.parley.api;
  requires dev.parley.json;
  requires static org.jspecify;

  exports dev.parley.store.file;
  exports dev.parley.store.memory;

  provides dev.parley.spi.StoreFactory with
      dev.parley.store.file.FileStoreFactory,
      dev.parley.store.memory.MemoryStoreFactory;
}

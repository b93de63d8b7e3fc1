/**
 * Conversations kept in memory and in files, exported and imported; see {@code
 * dev.parley.store.memory}, {@code dev.parley.store.file} and {@code dev.parley.store.export}.
 */
module dev.parley.store {
  requires transitive dev.parley.api;
  requires dev.parley.json;
  requires static org.jspecify;

  exports dev.parley.store.export;
  exports dev.parley.store.file;
  exports dev.parley.store.memory;

  provides dev.parley.spi.StoreFactory with
      dev.parley.store.file.FileStoreFactory,
      dev.parley.store.memory.MemoryStoreFactory;
}

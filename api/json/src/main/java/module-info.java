/** The JSON form of messages, requests, completions and events; see {@code dev.parley.json}. */
@SuppressWarnings("module") // The store is built after this.
module dev.parley.json {
  requires transitive dev.parley.api;
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;

  exports dev.parley.json;
  exports dev.parley.json.internal to
      dev.parley.store;
}

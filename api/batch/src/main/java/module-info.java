/** Many requests from a file, answered once each; see {@code dev.parley.batch}. */
module dev.parley.batch {
  requires transitive dev.parley.api;
  requires transitive dev.parley.policies;
  requires dev.parley.json;
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;

  exports dev.parley.batch;
}

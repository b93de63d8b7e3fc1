/** Answers and tools as Java records; see {@code dev.parley.structured}. */
module dev.parley.structured {
  requires transitive dev.parley.api;
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;

  exports dev.parley.structured;
}

/**
 * The contract that every provider keeps, as JUnit 5 tests, and the scripted HTTP server that they
 * need. For the tests of providers; nothing else should require it.
 */
module dev.parley.tck {
  requires transitive dev.parley.api;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.parley.tck;
  exports dev.parley.tck.http;

  // It makes the kit's extension, which is nobody else's business.
  opens dev.parley.tck to
      org.junit.platform.commons;
}

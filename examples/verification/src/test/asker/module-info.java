/** Asks for records from a module of its own. */
module asker {
  requires dev.parley.structured;
  requires dev.parley.mock;

  exports asker;
}

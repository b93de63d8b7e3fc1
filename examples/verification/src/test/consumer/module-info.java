/** A program that knows the API only; providers come by service binding. */
module consumer {
  requires dev.parley.api;
}

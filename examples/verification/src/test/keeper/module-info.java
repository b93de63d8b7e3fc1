/** A program that knows the API only; stores come by service binding. */
module keeper {
  requires dev.parley.api;
}

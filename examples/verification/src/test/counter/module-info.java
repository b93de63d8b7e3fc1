module counter {
  requires dev.parley.api;
}

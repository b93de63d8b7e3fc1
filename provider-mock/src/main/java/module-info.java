/** A test double for models: scripted replies, echo, delays and faults, without a network. */
module dev.parley.mock {
  requires dev.parley.api;
  requires static org.jspecify;

  exports dev.parley.mock;

  provides dev.parley.spi.ProviderFactory with
      dev.parley.mock.MockProviderFactory;
}

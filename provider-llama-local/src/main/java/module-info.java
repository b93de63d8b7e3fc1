/** Models that llama.cpp's {@code llama-server} serves on this machine, as a provider. */
@SuppressWarnings("requires-automatic") // dagger has no descriptor
module dev.parley.llamalocal {
  requires transitive dev.parley.api;
  requires dev.parley.chatcompletions;
  requires dagger;
  requires jakarta.inject;
  requires static org.jspecify;

  exports dev.parley.llamalocal;

  provides dev.parley.spi.ProviderFactory with
      dev.parley.llamalocal.LlamaLocalProviderFactory;
}

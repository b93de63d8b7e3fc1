/** OpenAI, and every server that speaks Chat Completions or the Responses API, as a provider. */
@SuppressWarnings("requires-automatic") // dagger has no descriptor
module dev.parley.openai {
  requires transitive dev.parley.api;
  requires dev.parley.chatcompletions;
  requires dagger;
  requires jakarta.inject;
  requires static org.jspecify;

  exports dev.parley.openai;

  provides dev.parley.spi.ProviderFactory with
      dev.parley.openai.OpenAiProviderFactory;
}

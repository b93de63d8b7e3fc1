/**
 * The provider-neutral API of Parley: messages, completions, streams, configuration and the
 * provider and store SPIs.
 *
 * <p>It needs the JDK only. {@code dev.parley.Models} is the door; {@code dev.parley.chat} is what
 * a program works with; {@code dev.parley.spi} is what a provider's author implements.
 */
module dev.parley.api {
  requires static org.jspecify;

  exports dev.parley;
  exports dev.parley.chat;
  exports dev.parley.config;
  exports dev.parley.conversation;
  exports dev.parley.embedding;
  exports dev.parley.error;
  exports dev.parley.message;
  exports dev.parley.spi;
  exports dev.parley.store;
  exports dev.parley.tool;

  uses dev.parley.spi.ProviderFactory;
  uses dev.parley.spi.PolicyDefaults;
  uses dev.parley.spi.GuardDefaults;
  uses dev.parley.spi.StoreFactory;
  uses dev.parley.spi.TokenCounter;
}

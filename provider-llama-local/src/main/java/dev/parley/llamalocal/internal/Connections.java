package dev.parley.llamalocal.internal;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.Dialect;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes connections to servers, in llama-server's dialect: streams tell how far the prompt is read,
 * thoughts are sent back for the templates that want them, and the server counts tokens.
 */
final class Connections {
  /** Where a server tells what it is; it answers 503 there too while it loads its model. */
  static final String PROPERTIES = "props";

  private static final Dialect DIALECT =
      Dialect.COMPATIBLE
          .withStreamFlag("return_progress", true)
          .withReasoningSentBack(true)
          // It hangs up after each stream, though its headers say that it keeps the connection.
          .withConnectionKeptAfterStream(false)
          .withTokenCountPath("chat/completions/input_tokens");

  private final ProviderSettings settings;
  private final String addressHint;
  private final boolean offline;

  /**
   * Connections for an instance.
   *
   * @param addressHint where the address comes from, for error messages
   * @param offline whether servers may neither be nor be sent elsewhere
   */
  Connections(ProviderSettings settings, String addressHint, boolean offline) {
    this.settings = settings;
    this.addressHint = addressHint;
    this.offline = offline;
  }

  /** A connection, which the caller closes. */
  ChatCompletions connect(URI address, Optional<Supplier<Secret>> key) {
    ChatCompletions.Builder server =
        ChatCompletions.builder(settings.instance(), address)
            .dialect(DIALECT)
            .offline(offline)
            .baseUrlHint(addressHint)
            .keyHint(
                "setting \""
                    + settings.fullName("api-key")
                    + "\" or "
                    + settings.environmentName("api-key"));
    key.ifPresent(server::key);
    return server.build();
  }
}

package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads llama-server's {@code GET /props} (its README; what is told was observed with 0.7.0). What
 * an older server does not tell stays unknown.
 */
final class ServerProperties {
  /** What every llama-server can do, whatever its model. */
  static final Capabilities OF_EVERY_SERVER =
      Capabilities.UNKNOWN
          .with(Capability.JSON, Support.YES)
          .with(Capability.JSON_SCHEMA, Support.YES)
          .with(Capability.LOGPROBS, Support.YES)
          .with(Capability.SEED, Support.YES)
          .with(Capability.FILE_INPUT, Support.NO);

  private ServerProperties() {}

  /** What the model of a server with these properties can do. */
  static Capabilities capabilities(Map<String, Object> properties) {
    Map<?, ?> template = object(properties, "chat_template_caps");
    Map<?, ?> media = object(properties, "modalities");
    Capabilities capabilities =
        OF_EVERY_SERVER
            // A template that knows no tools drops them in silence.
            .with(Capability.TOOLS, support(template.get("supports_tools")))
            .with(Capability.IMAGE_INPUT, support(media.get("vision")))
            .with(Capability.AUDIO_INPUT, support(media.get("audio")));
    if (Boolean.TRUE.equals(template.get("supports_reasoning_effort"))) {
      capabilities = capabilities.with(Capability.REASONING_EFFORT, Support.YES);
    }
    Object context = object(properties, "default_generation_settings").get("n_ctx");
    return context instanceof Number tokens && tokens.longValue() > 0
        ? capabilities.withContextTokens(tokens.longValue())
        : capabilities;
  }

  private static Map<?, ?> object(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Support support(@Nullable Object told) {
    return told instanceof Boolean flag ? (flag ? Support.YES : Support.NO) : Support.UNKNOWN;
  }
}

package dev.parley.llamalocal;

import static java.util.Objects.requireNonNull;

import dev.parley.chatcompletions.PlainHttp;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.llamalocal.internal.DaggerLlamaLocalComponent;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the provider {@code llama-local}. */
public final class LlamaLocalProviderFactory implements ProviderFactory {
  private final @Nullable Supplier<? extends ServerListener> listener;

  /** A factory whose providers tell nobody how their servers are getting on. */
  public LlamaLocalProviderFactory() {
    listener = null; // Factories are made to be looked at: no other class is loaded for that.
  }

  /** A factory for {@link dev.parley.Models.Builder#provider}, whose providers tell a listener. */
  public LlamaLocalProviderFactory(ServerListener listener) {
    requireNonNull(listener, "listener");
    this.listener = () -> listener;
  }

  /**
   * As above, for programs that start often: asks for the listener when a provider is opened, and
   * never if none is.
   */
  public LlamaLocalProviderFactory(Supplier<? extends ServerListener> listener) {
    this.listener = requireNonNull(listener, "listener");
  }

  @Override
  public String id() {
    return "llama-local";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of(
            "server", Setting.Type.URL, "A running server to attach to; else one is started."),
        Setting.of("api-key", Setting.Type.SECRET, "The key of the server that is attached to."),
        PlainHttp.SETTING,
        Setting.of(
            "binary",
            Setting.Type.PATH,
            "The llama-server to start; else LLAMA_SERVER, else the PATH."),
        Setting.of(
            "models-folder",
            Setting.Type.PATH,
            "Where models named without a path are looked for."),
        Setting.of(
            "context", Setting.Type.INTEGER, "The tokens one request and its answer may have."),
        Setting.of("slots", Setting.Type.INTEGER, "How many requests are worked on at once."),
        Setting.of("threads", Setting.Type.INTEGER, "How many threads compute."),
        Setting.of(
            "gpu-layers", Setting.Type.TEXT, "How many layers the GPU takes: a number, auto, all."),
        Setting.of("chat-template", Setting.Type.TEXT, "A template's name, or a Jinja template."),
        Setting.of("chat-template-file", Setting.Type.PATH, "A file that holds a Jinja template."),
        Setting.choice(
            "reasoning-format",
            List.of("auto", "none", "deepseek", "deepseek-legacy"),
            "Where thoughts go; none leaves them in the text."),
        Setting.of("extra-args", Setting.Type.TEXT, "Further arguments, as on a command line."),
        Setting.of("port", Setting.Type.INTEGER, "The port to start on; 0 takes any that is free.")
            .withDefault("0"),
        Setting.of(
            "state-folder", Setting.Type.PATH, "Where it is noted which servers were started."));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    ServerListener told = listener == null ? new ServerListener() {} : listener.get();
    return DaggerLlamaLocalComponent.factory().create(settings, told).provider();
  }
}

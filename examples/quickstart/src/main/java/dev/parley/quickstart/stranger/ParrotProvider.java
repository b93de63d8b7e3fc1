package dev.parley.quickstart.stranger;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.config.ProviderSettings;
import dev.parley.spi.InterruptibleSockets;
import dev.parley.spi.Loopback;
import dev.parley.spi.Provider;
import dev.parley.spi.StreamedModels;
import dev.parley.spi.Watchdog.Watch;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** One configured instance. Callers wait in their own threads. */
final class ParrotProvider implements Provider {
  private static final MediaType LINES = MediaType.get("text/plain; charset=utf-8");

  private final StreamedModels models = new StreamedModels();
  private final ProviderSettings settings;
  private final HttpUrl address;

  /** Parley watches the time-outs, and a question is asked once, over a connection of its own. */
  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .socketFactory(new InterruptibleSockets())
          .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
          .proxy(Proxy.NO_PROXY)
          .fastFallback(false)
          .followRedirects(false)
          .retryOnConnectionFailure(false)
          .connectTimeout(Duration.ZERO)
          .readTimeout(Duration.ZERO)
          .writeTimeout(Duration.ZERO)
          .build();

  ParrotProvider(ProviderSettings settings) {
    this.settings = settings;
    HttpUrl server = HttpUrl.get(settings.url("base-url").orElseThrow());
    if (server == null) {
      throw settings.invalid("base-url", "an http or https address");
    }
    this.address = server.newBuilder().encodedPath("/talk").build();
  }

  @Override
  public ChatModel chat(String name) {
    ModelId id = new ModelId(settings.instance(), name);
    return models.model(
        id, Capabilities.all(Support.NO), (request, watch) -> talk(id, request, watch));
  }

  private ParrotTalk talk(ModelId id, ChatRequest request, Watch watch) {
    if (settings.offline()) {
      Loopback.require(id, address.uri());
    }
    RequestBody question = RequestBody.create(ParrotWords.question(id, request), LINES);
    OkHttpClient watched =
        client
            .newBuilder()
            .addNetworkInterceptor(
                connected -> {
                  watch.enter(Kind.FIRST_EVENT);
                  return connected.proceed(connected.request());
                })
            .build();
    Request post = new Request.Builder().url(address).post(question).build();
    return new ParrotTalk(id, watched.newCall(post));
  }

  @Override
  public void close() {
    models.close();
  }
}

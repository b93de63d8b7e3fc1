package dev.parley.mock;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import dev.parley.config.NearestName;
import dev.parley.config.ProviderSettings;
import dev.parley.error.NotFoundException;
import dev.parley.spi.Provider;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** A configured instance of the mock provider. */
final class MockProvider implements Provider {
  private static final List<String> MODELS = List.of("echo", "reply");

  private final String instance;
  private final Duration delay;
  private final String reply;
  // Weak, for nobody has to close a model that holds nothing.
  private final Set<MockChatModel> models = Collections.newSetFromMap(new WeakHashMap<>());
  private boolean closed;

  MockProvider(ProviderSettings settings) {
    instance = settings.instance();
    delay = settings.duration(MockProviderFactory.DELAY).orElse(Duration.ZERO);
    reply = settings.text(MockProviderFactory.REPLY).orElse("");
    if (reply.isEmpty()) {
      throw settings.invalid(MockProviderFactory.REPLY, "a text that is not empty");
    }
  }

  @Override
  public synchronized ChatModel chat(String name) {
    if (closed) {
      throw new IllegalStateException("The provider \"" + instance + "\" is closed");
    }
    MockChatModel model = open(new ModelId(instance, name));
    models.add(model);
    return model;
  }

  private MockChatModel open(ModelId id) {
    MockChatModel.Builder builder =
        MockChatModel.builder().id(id).delay(delay).capabilities(Echo.CAPABILITIES);
    return switch (id.model()) {
      case "echo" -> builder.otherwise(Echo::reply).build();
      case "reply" -> builder.otherwise(request -> Echo.words(request, reply)).build();
      default ->
          builder
              .capabilities(Capabilities.UNKNOWN)
              .otherwise(request -> unknown(id.model()))
              .build();
    };
  }

  private static MockReply unknown(String name) {
    return MockReply.failure(
        details ->
            new NotFoundException(
                "there is no such mock model."
                    + NearestName.suggestion(name, MODELS)
                    + " There are: "
                    + String.join(", ", MODELS),
                details,
                null));
  }

  @Override
  public void close() {
    List<MockChatModel> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(models);
    }
    running.forEach(MockChatModel::close);
  }
}

package dev.parley.mock;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import dev.parley.config.NearestName;
import dev.parley.config.ProviderSettings;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.error.ErrorDetails;
import dev.parley.error.NotFoundException;
import dev.parley.spi.Provider;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/** A configured instance of the mock provider. */
final class MockProvider implements Provider {
  private static final List<String> MODELS = List.of("echo", "reply");
  private static final List<String> EMBEDDING_MODELS = List.of("hash");

  private final String instance;
  private final Duration delay;
  private final String reply;
  // Weak, for nobody has to close a model that holds nothing.
  private final Set<MockChatModel> models = Collections.newSetFromMap(new WeakHashMap<>());
  private final Set<MockEmbeddingModel> embeddingModels =
      Collections.newSetFromMap(new WeakHashMap<>());
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
    refuseClosed();
    MockChatModel model = open(new ModelId(instance, name));
    models.add(model);
    return model;
  }

  @Override
  public synchronized Optional<EmbeddingModel> embeddings(String name) {
    refuseClosed();
    MockEmbeddingModel.Builder builder =
        MockEmbeddingModel.builder().id(new ModelId(instance, name));
    if (!EMBEDDING_MODELS.contains(name)) {
      builder.otherwiseFailWith(details -> unknown(name, EMBEDDING_MODELS, details));
    }
    MockEmbeddingModel model = builder.build();
    embeddingModels.add(model);
    return Optional.of(model);
  }

  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("The provider \"" + instance + "\" is closed");
    }
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
              .otherwise(
                  request -> MockReply.failure(details -> unknown(id.model(), MODELS, details)))
              .build();
    };
  }

  private static NotFoundException unknown(String name, List<String> known, ErrorDetails details) {
    return new NotFoundException(
        "there is no such mock model."
            + NearestName.suggestion(name, known)
            + " There are: "
            + String.join(", ", known),
        details,
        null);
  }

  @Override
  public void close() {
    List<MockChatModel> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(models);
      embeddingModels.forEach(MockEmbeddingModel::close);
    }
    running.forEach(MockChatModel::close);
  }
}

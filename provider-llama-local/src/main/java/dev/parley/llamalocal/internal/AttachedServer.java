package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.PlainHttp;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A server that somebody else runs; it serves every model of the provider. Asked once for each
 * model what it is, before the first call, and waited for while it loads.
 */
final class AttachedServer implements Servers, ModelServer {
  private final URI address;
  private final Optional<Supplier<Secret>> key;
  private final Connections connections;
  private final String instance;
  private final ChatCompletions chat;
  private final Map<String, ReadyServer> ready = new ConcurrentHashMap<>();
  private final Set<ChatCompletions> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  AttachedServer(ProviderSettings settings) {
    instance = settings.instance();
    address = withoutVersion(settings.url("server").orElseThrow());
    key = settings.secret("api-key");
    if (key.isPresent()) {
      PlainHttp.refuse(settings, "server", address, "a key");
    }
    connections =
        new Connections(
            settings, "setting \"" + settings.fullName("server") + "\"", settings.offline());
    chat = connections.connect(address, key);
  }

  /** Its other paths are beside {@code /v1}, not below. A host may be called so too. */
  private static URI withoutVersion(URI address) {
    return URI.create(address.toString().replaceFirst("(?<!/)/v1/?$", ""));
  }

  @Override
  public ModelServer serverOf(String model) {
    return this;
  }

  @Override
  public ReadyServer await(ModelId model, Patience patience) {
    ReadyServer known = ready.get(model.model());
    return known == null ? ask(model, patience) : known;
  }

  private ReadyServer ask(ModelId model, Patience patience) {
    // A connection of its own, since closing it is the way to cancel from another thread.
    ChatCompletions asking = connections.connect(address, key);
    pending.add(asking);
    try {
      patience.onCancel(asking::close);
      while (true) {
        // Here, since it may have told what it is and then load again, time after time.
        patience.checkFirstEvent();
        if (closed) {
          throw patience.closed(null);
        }
        Optional<Capabilities> told = properties(asking, model, patience);
        if (told.isPresent()) {
          ReadyServer answered =
              new ReadyServer(chat, told.get(), failure -> forget(model, failure));
          ready.put(model.model(), answered);
          return answered;
        }
        patience.pause();
      }
    } catch (IllegalStateException e) {
      if (closed || patience.isCancelled()) {
        throw patience.closed(e); // Just before a question.
      }
      throw e;
    } finally {
      pending.remove(asking);
      asking.close();
    }
  }

  /** What the model can do; empty while the server loads it. */
  private static Optional<Capabilities> properties(
      ChatCompletions asking, ModelId model, Patience patience) {
    try {
      return Optional.of(
          ServerProperties.capabilities(
              asking.get(model.model(), Connections.PROPERTIES, patience.question())));
    } catch (NotFoundException | InvalidRequestException e) {
      // A relative of llama-server that has no such path, or not for that model: the call tells.
      return Optional.of(ServerProperties.OF_EVERY_SERVER);
    } catch (UnavailableException e) {
      if (LlamaErrors.isLoading(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Capabilities capabilities(ModelId model) {
    ReadyServer known = ready.get(model.model());
    return known == null ? ServerProperties.OF_EVERY_SERVER : known.capabilities();
  }

  @Override
  public void isLoading(ModelId model, ReadyServer server) {
    ready.remove(model.model(), server);
  }

  /** After a broken connection another server, of another model, may be there. */
  private ModelException forget(ModelId model, ModelException failure) {
    if (failure instanceof TransportException) {
      ready.remove(model.model());
    }
    return failure;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public Optional<ModelCatalog> catalog() {
    return Optional.of(() -> ServedModels.list(instance, chat.get("*", "models", Timeouts.UNSET)));
  }

  @Override
  public void close() {
    closed = true;
    pending.forEach(ChatCompletions::close);
    chat.close();
  }
}

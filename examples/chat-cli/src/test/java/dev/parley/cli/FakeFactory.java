package dev.parley.cli;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.EventSource;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import dev.parley.spi.PullStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** A provider whose models play one script, and that remembers what it was asked. */
public final class FakeFactory implements ProviderFactory {
  /** One step of a script. */
  public interface Step {
    CompletionEvent play(ModelId model);
  }

  final List<ChatRequest> requests = new ArrayList<>();
  final List<ModelId> models = new ArrayList<>();
  int completeCalls;
  int cancels;
  boolean closed;

  private final String id;
  private final List<Step> script;

  public FakeFactory(String id, Step... script) {
    this.id = id;
    this.script = List.of(script);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("api-key", Setting.Type.SECRET, "The key."),
        Setting.of("base-url", Setting.Type.URL, "The server.").withDefault("http://127.0.0.1:1"),
        Setting.choice("tone", List.of("kind", "curt"), "How it answers."));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    if (settings.secret("api-key").isEmpty() && id.equals("locked")) {
      throw settings.missing("api-key");
    }
    return new Provider() {
      @Override
      public ChatModel chat(String model) {
        ModelId address = new ModelId(settings.instance(), model);
        models.add(address);
        return new Model(address);
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }

  private final class Model implements ChatModel {
    private final ModelId address;

    Model(ModelId address) {
      this.address = address;
    }

    @Override
    public ModelId id() {
      return address;
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.UNKNOWN;
    }

    @Override
    public TokenCount countTokens(ChatRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Completion complete(ChatRequest request) {
      completeCalls++;
      return stream(request).completion();
    }

    @Override
    public CompletionStream stream(ChatRequest request) {
      requests.add(request);
      Iterator<Step> steps = script.iterator();
      return new PullStream(address, request, new Script(() -> steps.next().play(address)));
    }

    @Override
    public void close() {}
  }

  private final class Script implements EventSource {
    private final Supplier<CompletionEvent> steps;

    Script(Supplier<CompletionEvent> steps) {
      this.steps = steps;
    }

    @Override
    public CompletionEvent next() {
      return steps.get();
    }

    @Override
    public void cancel() {
      cancels++;
    }

    @Override
    public void release() {}
  }
}

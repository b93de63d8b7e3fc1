package dev.parley.testing;

import dev.parley.chat.ChatModel;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens providers whose models say their own address; remembers what it opened. */
public class FakeFactory implements ProviderFactory {
  private final String id;
  private final List<FakeProvider> opened = new CopyOnWriteArrayList<>();

  public FakeFactory(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("api-key", Setting.Type.SECRET, "The key."),
        Setting.of("size", Setting.Type.INTEGER, "Size."));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    FakeProvider provider = new FakeProvider(settings);
    opened.add(provider);
    return provider;
  }

  public List<FakeProvider> opened() {
    return opened;
  }

  /** A provider whose model {@code bad} cannot be opened, after which closing fails too. */
  public static final class FakeProvider implements Provider {
    private final String instance;
    private final List<FakeModel> models = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile boolean bad;

    FakeProvider(ProviderSettings settings) {
      instance = settings.instance();
      settings.integer("size");
    }

    @Override
    public ChatModel chat(String model) {
      if (model.equals("bad")) {
        bad = true;
        throw new IllegalArgumentException("bad model");
      }
      String address = instance + ":" + model;
      FakeModel said =
          new FakeModel(
              address,
              request -> {
                if (closed) {
                  throw new IllegalStateException("closed");
                }
                return FakeModel.answer(address);
              });
      models.add(said);
      return said;
    }

    @Override
    public void close() {
      closed = true;
      if (bad) {
        throw new IllegalStateException("bad close");
      }
    }

    public String instance() {
      return instance;
    }

    public FakeModel lastModel() {
      return models.get(models.size() - 1);
    }

    public boolean closed() {
      return closed;
    }
  }
}

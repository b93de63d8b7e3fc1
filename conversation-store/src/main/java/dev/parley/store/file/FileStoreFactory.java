package dev.parley.store.file;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.spi.StoreCheck;
import dev.parley.spi.StoreFactory;
import dev.parley.store.ConversationStore;
import dev.parley.store.StoreAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Opens {@code file:/folder}, {@code file:///folder}, {@code file:~/folder} and {@code
 * file:folder/in/the/working/folder}. Found by {@link java.util.ServiceLoader}.
 */
public final class FileStoreFactory implements StoreFactory {
  private static final SettingsSpec SETTINGS =
      SettingsSpec.of(
          Setting.choice(
                  "fsync",
                  List.of("each", "group", "never"),
                  "What an acknowledged append has survived: each is forced to the disk, several"
                      + " together, or none.")
              .withDefault("each"),
          Setting.of(
                  "ttl",
                  Setting.Type.DURATION,
                  "How long one is kept to which nothing is appended; 0 is for ever.")
              .withDefault("0"),
          Setting.of(
                  "wait",
                  Setting.Type.DURATION,
                  "How long to wait for others who change the same one; 0 is not at all.")
              .withDefault("10s"));

  /** A factory; for {@link java.util.ServiceLoader}. */
  public FileStoreFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public SettingsSpec settings() {
    return SETTINGS;
  }

  @Override
  public ConversationStore open(StoreAddress address, ProviderSettings settings) {
    FileStore.Builder store = FileStore.builder(folder(address));
    settings
        .choice("fsync")
        .ifPresent(word -> store.fsync(Fsync.valueOf(word.toUpperCase(Locale.ROOT))));
    StoreCheck.timeToLive(settings, "ttl").ifPresent(store::timeToLive);
    Duration wait =
        settings
            .duration("wait")
            .filter(time -> time.compareTo(Duration.ofDays(1)) <= 0)
            .orElseThrow(() -> settings.invalid("wait", "at most a day"));
    return store.longestWait(wait).build();
  }

  /** The folder that an address means. */
  static Path folder(StoreAddress address) {
    String place = address.place();
    if (place.startsWith("//")) {
      int slash = place.indexOf('/', 2);
      String host = place.substring(2, slash < 0 ? place.length() : slash);
      if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
        throw malformed(address, "behind file:// comes the path, with a third slash");
      }
      place = place.substring(slash);
    }
    place = StoreAddress.decode(place);
    if (place.isEmpty()) {
      throw malformed(address, "it names no folder");
    }
    try {
      return place.equals("~") || place.startsWith("~/")
          ? Path.of(System.getProperty("user.home"), place.substring(1))
          : Path.of(place);
    } catch (InvalidPathException e) {
      throw malformed(address, "what it names can be no folder");
    }
  }

  private static ConfigurationException malformed(StoreAddress address, String problem) {
    return new ConfigurationException(
        Kind.MALFORMED_ADDRESS,
        "\"" + address + "\" is no conversation store: " + problem + "; write file:/folder",
        "store",
        List.of(),
        null);
  }
}

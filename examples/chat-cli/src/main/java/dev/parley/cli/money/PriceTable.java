package dev.parley.cli.money;

import static java.util.Objects.requireNonNull;

import dev.parley.cli.money.Prices.Asked;
import dev.parley.cli.process.Utf8Text;
import dev.parley.cli.setup.InstanceSettings;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The price table: the one that comes with the tool, and what the user's {@code prices.csv} adds
 * and changes. Prices change; whoever counts on them edits that file. The working folder has no say
 * in it.
 */
public final class PriceTable {
  private static final String OWN = "prices.csv";
  private static final String OWN_NAME = "built-in";
  private static final String ADDRESS = "base-url";

  private final UserFolders folders;

  @Inject
  PriceTable(UserFolders folders) {
    this.folders = folders;
  }

  /** {@return where the user's prices are looked for, whether they are there or not} */
  public Optional<Path> file() {
    return folders.config().map(folder -> folder.resolve(OWN));
  }

  /**
   * {@return the prices}
   *
   * @param config says which instances there are
   * @param installed what each installed provider takes
   * @throws ConfigurationException if the user's file is malformed or cannot be read
   */
  public Prices read(Config config, Map<String, SettingsSpec> installed) {
    return new Prices(
        PriceLines.read(own(), OWN_NAME),
        file().map(PriceTable::users).orElse(List.of()),
        instance -> asked(instance, config, installed));
  }

  private static Asked asked(String instance, Config config, Map<String, SettingsSpec> installed) {
    ProviderSettings settings = InstanceSettings.of(instance, config, installed);
    boolean elsewhere = settings.origin(ADDRESS).isPresent() && !isUsual(settings);
    return new Asked(config.providerOf(instance).orElse(instance), elsewhere);
  }

  /** Whether the address that is set is the one that would be asked anyway. */
  private static boolean isUsual(ProviderSettings settings) {
    Optional<String> usual = settings.spec().find(ADDRESS).flatMap(Setting::defaultValue);
    return usual.isPresent()
        && withoutSlash(usual.get())
            .equals(settings.url(ADDRESS).map(url -> withoutSlash(url.toString())).orElse(""));
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static String own() {
    try (InputStream in = PriceTable.class.getResourceAsStream(OWN)) {
      return new String(requireNonNull(in, OWN).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("The installation is damaged: " + OWN, e);
    }
  }

  private static List<Price> users(Path file) {
    try {
      return PriceLines.read(Utf8Text.of(Files.readAllBytes(file)), file.toString());
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new ConfigurationException(
          Kind.UNREADABLE_FILE,
          "The prices in " + file + " cannot be read (" + e + "); mend or remove the file");
    }
  }
}

package dev.parley.cli.money;

import static java.util.Objects.requireNonNull;

import dev.parley.cli.process.Utf8Text;
import dev.parley.cli.setup.InstanceSettings;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.Config;
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
import java.util.ArrayList;
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
    List<Price> all = new ArrayList<>(PriceLines.read(own(), OWN_NAME));
    file().ifPresent(file -> all.addAll(users(file)));
    return new Prices(all, instance -> listedAs(instance, config, installed));
  }

  /** An instance that is asked elsewhere has the prices of whoever answers there. */
  private static Optional<String> listedAs(
      String instance, Config config, Map<String, SettingsSpec> installed) {
    Optional<String> provider = config.providerOf(instance);
    boolean elsewhere =
        provider.isPresent()
            && InstanceSettings.of(instance, config, installed).origin("base-url").isPresent();
    return elsewhere ? Optional.empty() : provider;
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

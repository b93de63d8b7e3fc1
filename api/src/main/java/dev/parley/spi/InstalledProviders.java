package dev.parley.spi;

import dev.parley.config.NearestName;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The provider factories that there are, by id. One that cannot be loaded does not hide the others;
 * two of one id are an error only for who asks for that id.
 */
public final class InstalledProviders {
  private final Map<String, List<ProviderFactory>> byId = new TreeMap<>();
  private final CopyOnWriteArrayList<String> problems = new CopyOnWriteArrayList<>();

  private InstalledProviders() {}

  /** {@return the factories given, and those that {@link ServiceLoader} finds if wanted} */
  public static InstalledProviders of(List<ProviderFactory> explicit, boolean discover) {
    InstalledProviders installed = new InstalledProviders();
    for (ProviderFactory factory : explicit) {
      installed.add(factory);
    }
    if (discover) {
      Discovery.each(
          ServiceLoader.load(ProviderFactory.class).iterator(), installed::add, installed.problems);
    }
    return installed;
  }

  /**
   * {@return the installed default policies, if any}
   *
   * @throws ConfigurationException if they cannot be loaded
   */
  public static Optional<PolicyDefaults> policies() {
    try {
      return ServiceLoader.load(PolicyDefaults.class).findFirst();
    } catch (ServiceConfigurationError e) {
      throw new ConfigurationException(
          Kind.BROKEN_PROVIDER,
          "The installed default policies cannot be loaded: " + e.getMessage(),
          null,
          List.of(),
          e);
    }
  }

  /**
   * {@return the installed guard, if any}
   *
   * @throws ConfigurationException if it cannot be loaded: without it secrets might be sent
   */
  public static Optional<GuardDefaults> guard() {
    try {
      return ServiceLoader.load(GuardDefaults.class).findFirst();
    } catch (ServiceConfigurationError e) {
      throw new ConfigurationException(
          Kind.BROKEN_PROVIDER,
          "The installed guard cannot be loaded: " + e.getMessage(),
          null,
          List.of(),
          e);
    }
  }

  private void add(ProviderFactory factory) {
    String id = factory.id();
    if (!id.matches("[a-z][a-z0-9-]*")) {
      problems.add(factory.getClass().getName() + " has an id that is no name: \"" + id + "\"");
      return;
    }
    List<ProviderFactory> same = byId.computeIfAbsent(id, key -> new ArrayList<>());
    for (ProviderFactory other : same) {
      if (other.getClass() == factory.getClass()) {
        return; // The class path and the module path may both offer a factory: that is one.
      }
    }
    same.add(factory);
  }

  /** {@return the ids, sorted} */
  public List<String> ids() {
    return List.copyOf(byId.keySet());
  }

  /** {@return what can be set for each provider that can be used; the others are problems} */
  public Map<String, SettingsSpec> settings() {
    Map<String, SettingsSpec> settings = new TreeMap<>();
    byId.forEach(
        (id, found) -> {
          if (found.size() == 1) {
            describe(id, found.get(0), settings);
          }
        });
    return settings;
  }

  private void describe(String id, ProviderFactory factory, Map<String, SettingsSpec> settings) {
    try {
      settings.put(id, factory.settings());
    } catch (RuntimeException | LinkageError e) {
      problems.addIfAbsent("Provider \"" + id + "\" cannot describe its settings: " + e);
    }
  }

  /** {@return what went wrong while looking for providers; a sentence each} */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    byId.forEach(
        (id, found) -> {
          if (found.size() > 1) {
            all.add(claimedTwice(id, found));
          }
        });
    return all;
  }

  private static String claimedTwice(String id, List<ProviderFactory> found) {
    return "Provider \""
        + id
        + "\" is claimed by "
        + found.stream()
            .map(factory -> factory.getClass().getName())
            .collect(Collectors.joining(" and "))
        + "; take one of their jars off the class path";
  }

  /**
   * {@return the factory of that id}
   *
   * @param instances other names that could have been meant
   * @throws ConfigurationException if there is none, or more than one
   */
  public ProviderFactory get(String id, List<String> instances) {
    List<ProviderFactory> found = byId.getOrDefault(id, List.of());
    if (found.isEmpty()) {
      throw unknown(id, instances);
    }
    if (found.size() > 1) {
      throw new ConfigurationException(
          Kind.DUPLICATE_PROVIDER, claimedTwice(id, found), id, List.of(), null);
    }
    return found.get(0);
  }

  private ConfigurationException unknown(String id, List<String> instances) {
    List<String> names = new ArrayList<>(byId.keySet());
    names.addAll(instances);
    String broken = problems.isEmpty() ? "" : " Broken: " + String.join("; ", problems) + ".";
    return new ConfigurationException(
        Kind.UNKNOWN_PROVIDER,
        "No provider \""
            + id
            + "\"."
            + NearestName.suggestion(id, names)
            + " Found: "
            + (names.isEmpty() ? "none" : String.join(", ", names))
            + "."
            + broken
            + " Is the provider's jar on the class path?",
        id,
        NearestName.sort(id, names),
        null);
  }
}

package dev.parley.spi;

import dev.parley.config.NearestName;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The store factories that {@link ServiceLoader} finds, by the schemes of their addresses. */
public final class InstalledStores {
  private InstalledStores() {}

  /**
   * {@return the factory of that scheme}
   *
   * @throws ConfigurationException if there is none, or more than one
   */
  public static StoreFactory get(String scheme) {
    List<String> problems = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>();
    List<StoreFactory> found = new ArrayList<>();
    Discovery.each(
        ServiceLoader.load(StoreFactory.class).iterator(),
        factory -> {
          known.addAll(factory.schemes());
          if (factory.schemes().contains(scheme)) {
            found.add(factory);
          }
        },
        problems);
    if (found.size() == 1) {
      return found.get(0);
    }
    throw found.isEmpty() ? unknown(scheme, List.copyOf(known), problems) : twice(scheme, found);
  }

  private static ConfigurationException unknown(
      String scheme, List<String> known, List<String> problems) {
    return new ConfigurationException(
        Kind.UNKNOWN_STORE,
        "No conversation store opens \""
            + scheme
            + ":\"."
            + NearestName.suggestion(scheme, known)
            + " Found: "
            + (known.isEmpty() ? "none" : String.join(", ", known))
            + "."
            + (problems.isEmpty() ? "" : " Broken: " + String.join("; ", problems) + ".")
            + " Is the store's jar on the class path?",
        scheme,
        NearestName.sort(scheme, known),
        null);
  }

  private static ConfigurationException twice(String scheme, List<StoreFactory> found) {
    return new ConfigurationException(
        Kind.DUPLICATE_PROVIDER,
        "Conversation stores at \""
            + scheme
            + ":\" are claimed by "
            + String.join(" and ", found.stream().map(f -> f.getClass().getName()).toList())
            + "; take one of their jars off the class path",
        scheme,
        List.of(),
        null);
  }
}

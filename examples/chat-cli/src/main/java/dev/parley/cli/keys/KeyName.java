package dev.parley.cli.keys;

import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.config.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the key that somebody means by what was typed. */
final class KeyName {
  /** What is meant where only the instance is named. */
  private static final String USUAL = "api-key";

  /** Such names need no quoting, neither for a shell nor in a properties file. */
  private static final String PLAIN = "[A-Za-z0-9][A-Za-z0-9._-]*";

  /** What no key looks like, so that it may be shown. */
  private static final String SHOWN = "[A-Za-z0-9][A-Za-z0-9_-]{0,29}\\.[a-z-]{1,30}";

  private final DeclaredSecrets secrets;

  KeyName(DeclaredSecrets secrets) {
    this.secrets = secrets;
  }

  /** {@return whether it is the name of a setting rather than a key in the wrong place} */
  static boolean isShown(String name) {
    return name.matches(SHOWN);
  }

  /** {@return the key of that name, or of that instance, if there is one} */
  Optional<Declared> known(String typed) {
    return secrets.named(typed).or(() -> secrets.named(usual(typed)));
  }

  /** {@return the name of the usual key of an instance} */
  static String usual(String instance) {
    return instance + "." + USUAL;
  }

  /**
   * {@return the key of that name, or of that instance}
   *
   * @throws UsageException if there is none; tells the nearest name
   */
  Declared find(String typed) {
    Declared found = known(typed).orElseThrow(() -> unknown(typed));
    if (!found.name().matches(PLAIN)) {
      throw new UsageException(
          "The instance of \""
              + found.name()
              + "\" has a name that is not safe everywhere; rename it to letters, digits, - and _");
    }
    return found;
  }

  /**
   * {@return the instance of that name, or the one that has the key of that name}
   *
   * @throws UsageException if there is none; tells the nearest name
   */
  String instance(String typed) {
    return secrets.instances().containsKey(typed) ? typed : find(typed).instance();
  }

  private UsageException unknown(String typed) {
    TreeSet<String> known = new TreeSet<>();
    for (Declared each : secrets.all()) {
      known.add(each.name());
      if (each.setting().equals(USUAL)) {
        known.add(each.instance());
      }
    }
    List<String> names = secrets.all().stream().map(Declared::name).toList();
    String near = NearestName.suggestion(typed, known);
    // What is not near to any name may be a key.
    String told = near.isEmpty() ? "of that name" : "\"" + typed + "\"";
    return new UsageException(
        "No secret setting "
            + told
            + "."
            + near
            + " Known: "
            + (names.isEmpty() ? "none" : String.join(", ", names)));
  }
}

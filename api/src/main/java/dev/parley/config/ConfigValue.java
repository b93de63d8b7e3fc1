package dev.parley.config;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value and where it was set. Resolves its references once, when first needed. */
final class ConfigValue {
  private final String name;
  private final String origin;
  private final Supplier<String> source;
  private final @Nullable References references;
  private volatile @Nullable String resolved;

  ConfigValue(
      String name, String origin, Supplier<String> source, @Nullable References references) {
    this.name = name;
    this.origin = origin;
    this.source = source;
    this.references = references;
  }

  String origin() {
    return origin;
  }

  /** The text as it was set, references unresolved: what tools may show. */
  String shown() {
    return references == null ? "(from code)" : source.get();
  }

  /**
   * The text, if it is known already: nothing is run, read or asked for it, and nobody who resolves
   * it is waited for. What code supplies is never known, for it may be another each time.
   */
  Optional<String> known() {
    if (references == null) {
      return Optional.empty();
    }
    String text = resolved;
    if (text != null) {
      return Optional.of(text);
    }
    String set = source.get();
    return References.present(set) ? Optional.empty() : Optional.of(set);
  }

  <T> T parse(Function<String, T> parser, String expected) {
    String text = text();
    try {
      return parser.apply(text.strip());
    } catch (IllegalArgumentException e) {
      // The cause would show the value, which may be a secret in the wrong place.
      throw new ConfigurationException(
          Kind.INVALID_VALUE,
          "Setting \"" + name + "\" (" + origin + ") must be " + expected,
          name,
          List.of(),
          null);
    }
  }

  private String text() {
    return references == null ? supplied() : resolved(references);
  }

  /** Asked without a lock: suppliers may be slow. */
  private String supplied() {
    String text = source.get();
    if (text == null) {
      throw new ConfigurationException(
          Kind.MISSING_SETTING,
          "Setting \"" + name + "\" (" + origin + ") was supplied as null",
          name,
          List.of(),
          null);
    }
    return text;
  }

  private synchronized String resolved(References references) {
    String text = resolved;
    if (text == null) {
      try {
        text = references.resolve(source.get());
        resolved = text;
      } catch (References.BrokenReference e) {
        throw new ConfigurationException(
            Kind.BROKEN_REFERENCE,
            "Setting \"" + name + "\" (" + origin + ") " + e.getMessage(),
            name,
            List.of(),
            e);
      }
    }
    return text;
  }
}

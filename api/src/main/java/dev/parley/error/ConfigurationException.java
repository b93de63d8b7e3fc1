package dev.parley.error;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something is set up wrongly or not at all. Nothing was sent anywhere. */
public final class ConfigurationException extends ParleyException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, for programs that react to it. New kinds may come. */
  public enum Kind {
    /** No model was named, in code or in the configuration. */
    NOTHING_CONFIGURED,
    /** An address is not of the form {@code provider:model}. */
    MALFORMED_ADDRESS,
    /** No installed provider and no configured instance has this name. */
    UNKNOWN_PROVIDER,
    /** No installed conversation store has this scheme. */
    UNKNOWN_STORE,
    /** Two installed providers claim one id, or two stores one scheme. */
    DUPLICATE_PROVIDER,
    /** An installed provider cannot be loaded. */
    BROKEN_PROVIDER,
    /** A setting that nobody described. */
    UNKNOWN_SETTING,
    /** A setting that its file may not set. */
    FORBIDDEN_SETTING,
    /** A setting that is needed and not there. */
    MISSING_SETTING,
    /** A value that does not fit its setting. */
    INVALID_VALUE,
    /** A {@code ${…}} reference that cannot be resolved. */
    BROKEN_REFERENCE,
    /** A configuration file that cannot be read, or one of keys that is open to others. */
    UNREADABLE_FILE,
    /**
     * A file for what processes share that cannot be made, locked, read or written, or is another.
     */
    UNUSABLE_FILE,
    /** {@code a | b}, or a policy setting, without a module that serves policies. */
    POLICIES_NOT_INSTALLED,
    /** The provider has nothing of the kind, such as embeddings. */
    NOT_OFFERED
  }

  private final Kind kind;
  private final @Nullable String setting;
  private final transient @Nullable List<String> candidates;

  /** An error that is about no single setting. */
  public ConfigurationException(Kind kind, String message) {
    this(kind, message, null, List.of(), null);
  }

  /**
   * An error about a setting or a name.
   *
   * @param setting the full name of the setting or the unknown name, never its value
   * @param candidates what would have been right, nearest first
   */
  public ConfigurationException(
      Kind kind,
      String message,
      @Nullable String setting,
      List<String> candidates,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
    this.setting = setting;
    this.candidates = List.copyOf(candidates);
  }

  /** {@return what is wrong} */
  public Kind kind() {
    return kind;
  }

  /** {@return the setting or name that is wrong, if it is about one} */
  public Optional<String> setting() {
    return Optional.ofNullable(setting);
  }

  /** {@return what would have been right, nearest first; may be empty} */
  public List<String> candidates() {
    return candidates == null ? List.of() : candidates; // Not serialised.
  }
}

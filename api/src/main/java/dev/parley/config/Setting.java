package dev.parley.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The description of one setting. Immutable. */
public final class Setting {
  /** What a value must look like. */
  public enum Type {
    /** Any text. */
    TEXT,
    /** A {@link Secret}. */
    SECRET,
    /** An absolute {@code http} or {@code https} address. */
    URL,
    /** A whole number. */
    INTEGER,
    /** A decimal number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /**
     * A number with a unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}; {@code
     * 0} is off.
     */
    DURATION,
    /** The path of a file or folder. */
    PATH,
    /** One of a few words. */
    CHOICE
  }

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");

  private final String name;
  private final Type type;
  private final String help;
  private final @Nullable String defaultValue;
  private final List<String> choices;

  private Setting(
      String name, Type type, String help, @Nullable String defaultValue, List<String> choices) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A setting's name is lower-case words joined by - or ., this one is not: " + name);
    }
    this.name = name;
    this.type = type;
    this.help = help;
    this.defaultValue = defaultValue;
    this.choices = List.copyOf(choices);
  }

  /** {@return a setting without a default} */
  public static Setting of(String name, Type type, String help) {
    return new Setting(name, type, help, null, List.of());
  }

  /** {@return a setting whose value is one of {@code choices}} */
  public static Setting choice(String name, List<String> choices, String help) {
    return new Setting(name, Type.CHOICE, help, null, choices);
  }

  /** {@return this setting with a default} */
  public Setting withDefault(String value) {
    return new Setting(name, type, help, value, choices);
  }

  /** {@return the name, without the instance it is set for} */
  public String name() {
    return name;
  }

  /** {@return what a value must look like} */
  public Type type() {
    return type;
  }

  /** {@return one sentence for people} */
  public String help() {
    return help;
  }

  /** {@return the value that holds where none is set} */
  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** {@return the words allowed for {@link Type#CHOICE}; else empty} */
  public List<String> choices() {
    return choices;
  }

  /** {@return whether the value is a secret} */
  public boolean secret() {
    return type == Type.SECRET;
  }

  @Override
  public String toString() {
    return name + " (" + type + ")";
  }
}

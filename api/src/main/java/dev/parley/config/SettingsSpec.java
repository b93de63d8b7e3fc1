package dev.parley.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings that something understands, in the order in which they are listed. Immutable. */
public final class SettingsSpec {
  private final Map<String, Setting> byName = new LinkedHashMap<>();

  private SettingsSpec(List<Setting> settings) {
    for (Setting setting : settings) {
      if (byName.put(setting.name(), setting) != null) {
        throw new IllegalArgumentException("Setting described twice: " + setting.name());
      }
    }
  }

  /**
   * {@return the settings described}
   *
   * @throws IllegalArgumentException if two have one name
   */
  public static SettingsSpec of(Setting... settings) {
    return new SettingsSpec(List.of(settings));
  }

  /** {@return all of them} */
  public List<Setting> all() {
    return List.copyOf(byName.values());
  }

  /** {@return the setting of that name} */
  public Optional<Setting> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** {@return their names, in order} */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  @Override
  public String toString() {
    return names().toString();
  }
}

package dev.parley.message;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What rides along with a message, a part, an event or an answer without being understood: data
 * that a provider wants back, and fields of a newer version. Both are JSON texts, kept as they are.
 */
public final class Extras {
  /** Nothing extra. */
  public static final Extras NONE = new Extras(Map.of(), Map.of());

  private final Map<String, String> providerData;
  private final Map<String, String> unknownFields;

  private Extras(Map<String, String> providerData, Map<String, String> unknownFields) {
    this.providerData = providerData;
    this.unknownFields = unknownFields;
  }

  /**
   * {@return the JSON object that the named provider instance left, such as a signed reasoning
   * item; only that instance is sent it back}
   */
  public Optional<String> providerData(String instance) {
    return Optional.ofNullable(providerData.get(instance));
  }

  /** {@return all provider data, a JSON object by instance name, in the order it was added} */
  public Map<String, String> providerData() {
    return providerData;
  }

  /**
   * {@return fields this version does not know, a JSON value by field name, in their order} A name
   * that begins with a slash is a JSON Pointer (RFC 6901) to a field further inside.
   */
  public Map<String, String> unknownFields() {
    return unknownFields;
  }

  /** {@return these extras with {@code json} as the data of {@code instance}, replacing earlier} */
  public Extras withProviderData(String instance, String json) {
    return new Extras(plus(providerData, instance, json), unknownFields);
  }

  /** {@return these extras with the unknown field, replacing an earlier one of that name} */
  public Extras withUnknownField(String name, String json) {
    return new Extras(providerData, plus(unknownFields, name, json));
  }

  private static Map<String, String> plus(Map<String, String> map, String key, String value) {
    Map<String, String> copy = new LinkedHashMap<>(map);
    copy.put(requireNonNull(key, "key"), requireNonNull(value, "json"));
    return Collections.unmodifiableMap(copy);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extras that
        && providerData.equals(that.providerData)
        && unknownFields.equals(that.unknownFields);
  }

  @Override
  public int hashCode() {
    return 31 * providerData.hashCode() + unknownFields.hashCode();
  }

  /** {@return the names only: the data may be private} */
  @Override
  public String toString() {
    return "Extras[" + providerData.keySet() + ", " + unknownFields.keySet() + "]";
  }
}

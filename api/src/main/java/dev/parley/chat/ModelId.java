package dev.parley.chat;

/**
 * The address of a model.
 *
 * @param provider the provider instance, such as {@code openai} or a configured {@code work}
 * @param model the provider's own name for the model; may hold colons and slashes
 */
public record ModelId(String provider, String model) {
  /** Refuses blanks, and a colon in the provider. */
  public ModelId {
    if (provider.isBlank() || provider.indexOf(':') >= 0 || model.isBlank()) {
      throw new IllegalArgumentException(
          "A model's address looks like provider:model, this one does not: "
              + provider
              + ":"
              + model);
    }
  }

  /**
   * {@return the address split at its first colon}
   *
   * @throws IllegalArgumentException if there is no colon, or nothing on one side of it
   */
  public static ModelId parse(String address) {
    int colon = address.indexOf(':');
    if (colon < 1 || colon == address.length() - 1) {
      throw new IllegalArgumentException(
          "A model's address looks like provider:model, this one does not: " + address);
    }
    return new ModelId(address.substring(0, colon).strip(), address.substring(colon + 1).strip());
  }

  /** {@return the address, {@code provider:model}} */
  @Override
  public String toString() {
    return provider + ":" + model;
  }
}

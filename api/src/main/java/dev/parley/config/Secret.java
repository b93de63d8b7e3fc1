package dev.parley.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A key or password. Shows itself as {@code ***} everywhere but in {@link #reveal()}. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * {@return a secret}
   *
   * @throws IllegalArgumentException if {@code value} is blank, or has a line break or another
   *     control character, which no HTTP header can carry
   */
  public static Secret of(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A secret must not be blank");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "A secret must not hold line breaks or other control characters");
    }
    return new Secret(value);
  }

  /** {@return the secret itself; hand it to whoever needs it and to nobody else} */
  public String reveal() {
    return value;
  }

  /** Compares in a time that does not tell how much is equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  private byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** {@return always the same} */
  @Override
  public String toString() {
    return "***";
  }
}

package dev.parley.message;

import java.util.Arrays;
import java.util.Base64;

/** An immutable sequence of bytes, compared by content. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** {@return the bytes of {@code content}, copied} */
  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /**
   * {@return the bytes that a base64 text stands for}
   *
   * @throws IllegalArgumentException if {@code text} is not base64 of RFC 4648, section 4
   */
  public static Bytes fromBase64(String text) {
    return new Bytes(Base64.getDecoder().decode(text));
  }

  /** {@return the bytes as base64 of RFC 4648, section 4, padded and without line breaks} */
  public String toBase64() {
    return Base64.getEncoder().encodeToString(content);
  }

  /** {@return a copy of the bytes} */
  public byte[] toByteArray() {
    return content.clone();
  }

  /** {@return how many bytes there are} */
  public int size() {
    return content.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** {@return the size only: the content may be large or private} */
  @Override
  public String toString() {
    return "Bytes[" + content.length + "]";
  }
}

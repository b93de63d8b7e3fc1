package dev.parley.llamalocal.internal;

import java.util.Optional;

/**
 * The types of the values in a GGUF header; the order is that of their numbers (ggml's
 * docs/gguf.md, {@code gguf_metadata_value_type}).
 */
enum GgufType {
  UINT8(Byte.BYTES),
  INT8(Byte.BYTES),
  UINT16(Short.BYTES),
  INT16(Short.BYTES),
  UINT32(Integer.BYTES),
  INT32(Integer.BYTES),
  FLOAT32(Float.BYTES),
  BOOL(Byte.BYTES),
  /** A length of 64 bits, and as many bytes of UTF-8. */
  STRING(Long.BYTES),
  /** A type of 32 bits, a count of 64 bits, and as many values of that type. */
  ARRAY(Integer.BYTES + Long.BYTES),
  UINT64(Long.BYTES),
  INT64(Long.BYTES),
  FLOAT64(Double.BYTES);

  private static final GgufType[] BY_NUMBER = values();

  private final int leastBytes;

  GgufType(int leastBytes) {
    this.leastBytes = leastBytes;
  }

  /** The type of that number, if there is one. */
  static Optional<GgufType> of(int number) {
    return number >= 0 && number < BY_NUMBER.length
        ? Optional.of(BY_NUMBER[number])
        : Optional.empty();
  }

  /** The bytes of the smallest value; of every value, if {@link #isFixed()}. */
  int leastBytes() {
    return leastBytes;
  }

  boolean isFixed() {
    return this != STRING && this != ARRAY;
  }

  boolean isInteger() {
    return isFixed() && this != FLOAT32 && this != FLOAT64 && this != BOOL;
  }

  boolean isSigned() {
    return this == INT8 || this == INT16 || this == INT32 || this == INT64;
  }
}

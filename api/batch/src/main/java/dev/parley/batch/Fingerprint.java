package dev.parley.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes that tell texts apart: SHA-256, of which half is enough. */
final class Fingerprint {
  private static final int BYTES = 16;

  private Fingerprint() {}

  /** Of several texts, told apart from the same characters cut elsewhere. */
  static String of(String... texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes), 0, BYTES);
  }

  /** The first 64 bits; 0 for what is no fingerprint. */
  static long bits(String fingerprint) {
    try {
      return HexFormat.fromHexDigitsToLong(fingerprint, 0, 16);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return 0;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}

package dev.parley.store.redis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for long texts. */
final class Digest {
  private Digest() {}

  static String hex(String algorithm, byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }
}

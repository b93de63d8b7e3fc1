package dev.parley.store.redis;

import dev.parley.store.ConversationId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where a conversation is kept: {@code parley:{tag}:info}, {@code :entries} and {@code :appends}.
 * The tag is a digest of the id, so that no id is too long and none has braces: what stands in them
 * decides the slot of a cluster, and all keys of a conversation must be in one.
 */
record Keys(String prefix, String tag) {
  private static final String INFO = "}:info";

  static Keys of(String prefix, ConversationId id) {
    return new Keys(prefix, Digest.hex("SHA-256", id.text().getBytes(StandardCharsets.UTF_8)));
  }

  /** What {@code SCAN} finds {@link #info()} of all conversations by. */
  static byte[] pattern(String prefix) {
    String literal = prefix.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    return (literal + ":{*" + INFO).getBytes(StandardCharsets.UTF_8);
  }

  byte[] info() {
    return key(INFO);
  }

  byte[] entries() {
    return key("}:entries");
  }

  byte[] appends() {
    return key("}:appends");
  }

  List<byte[]> all() {
    return List.of(info(), entries(), appends());
  }

  private byte[] key(String end) {
    return (prefix + ":{" + tag + end).getBytes(StandardCharsets.UTF_8);
  }

  /** How people find it. */
  @Override
  public String toString() {
    return prefix + ":{" + tag + "}:*";
  }
}

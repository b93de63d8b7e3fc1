package dev.parley.cli.batch;

import dev.parley.batch.BatchRow;
import dev.parley.chat.ChatRequest;
import dev.parley.json.ParleyJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes rows of which nobody wrote the ids: an id has a hash of what is asked. So, when the text or
 * a prompt was changed, an answer that was kept is found again where it still is one, and is in
 * nobody's way where it is not.
 */
final class PieceRow {
  private static final int BYTES = 6;

  private PieceRow() {}

  /**
   * {@return a row whose id begins with {@code name}}
   *
   * @param defaults what the batch adds to the request
   */
  static BatchRow of(String name, ChatRequest request, RowDefaults defaults) {
    String asked;
    try {
      asked = ParleyJson.write(defaults.apply(request.toBuilder()).build());
    } catch (IllegalArgumentException e) {
      return BatchRow.of(name, request); // The batch says what is wrong with it.
    }
    return BatchRow.of(name + "-" + hash(asked), request);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}

package dev.parley.store.file;

import dev.parley.error.StoreRefusedException;
import dev.parley.json.internal.JsonFields;
import dev.parley.json.internal.JsonText;
import dev.parley.store.ConversationId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a file: whose it is.
 *
 * @param incarnation a random word, so that a conversation that is begun anew is another
 * @param size how many bytes it takes, its end included
 * @param crc its checksum, which the first line after it repeats
 */
record Header(ConversationId id, String incarnation, Instant begun, int size, int crc) {
  static final int FORMAT = 1;

  /** No header is longer, with the longest id, each of its characters escaped. */
  static final int LONGEST = 1 << 19;

  private static final Pattern START =
      Pattern.compile("\\{\"parley\":\"conversation\",\"v\":(\\d{1,9})[,}]");

  /** The header of a new file. */
  static Header of(ConversationId id, String incarnation, Instant begun) {
    try {
      return decode(encode(id, incarnation, begun));
    } catch (IrregularException e) {
      throw new IllegalStateException("A header cannot be read as it was written", e);
    }
  }

  byte[] encode() {
    return encode(id, incarnation, begun);
  }

  private static byte[] encode(ConversationId id, String incarnation, Instant begun) {
    StringBuilder out = new StringBuilder("{\"parley\":\"conversation\",\"v\":").append(FORMAT);
    JsonText.quote(out.append(",\"incarnation\":"), incarnation);
    JsonText.quote(out.append(",\"begun\":"), begun.toString());
    JsonText.quote(out.append(",\"id\":"), id.text());
    return Checksum.seal(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The header that a line is.
   *
   * @throws IrregularException if it is damaged
   * @throws StoreRefusedException if a newer version wrote it
   */
  static Header decode(byte[] line) throws IrregularException {
    refuseNewer(line);
    if (!Checksum.fits(line)) {
      throw new IrregularException();
    }
    try {
      JsonFields fields = JsonFields.of(new String(line, StandardCharsets.UTF_8));
      return new Header(
          new ConversationId(fields.text("id")),
          fields.text("incarnation"),
          Instant.parse(fields.text("begun")),
          line.length,
          Checksum.said(line));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IrregularException();
    }
  }

  /** Its checksum may be another: this comes first, whatever the rest of it is. */
  private static void refuseNewer(byte[] line) {
    byte[] start = Arrays.copyOf(line, Math.min(line.length, 64));
    Matcher matcher = START.matcher(new String(start, StandardCharsets.ISO_8859_1));
    if (matcher.lookingAt() && Integer.parseInt(matcher.group(1)) > FORMAT) {
      throw new StoreRefusedException(
          "the file is of version "
              + matcher.group(1)
              + ", and this Parley reads version "
              + FORMAT
              + "; use a newer Parley",
          null,
          null);
    }
  }
}

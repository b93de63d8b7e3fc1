package dev.parley.openai.tokens;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How large a picture is, in pixels, as the head of its file says: PNG, GIF, JPEG, WebP. */
record ImageSize(int width, int height) {

  /** {@return the size; empty for other formats, and for files that are cut off or damaged} */
  static Optional<ImageSize> of(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    Optional<ImageSize> size = Optional.empty();
    if (has(file, 1, "PNG") && file.length >= 24) {
      size = sized(bytes.getInt(16), bytes.getInt(20));
    } else if (has(file, 0, "GIF8") && file.length >= 10) {
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      size = sized(bytes.getChar(6), bytes.getChar(8));
    } else if (has(file, 0, "RIFF") && has(file, 8, "WEBP") && file.length >= 30) {
      size = webp(file, bytes.order(ByteOrder.LITTLE_ENDIAN));
    } else if (file.length >= 2 && bytes.getChar(0) == 0xFFD8) {
      size = jpeg(bytes);
    }
    return size;
  }

  /** Its three forms: with extensions, without loss, with loss (RFC 9649, RFC 6386). */
  private static Optional<ImageSize> webp(byte[] file, ByteBuffer bytes) {
    if (has(file, 12, "VP8X")) {
      return sized((bytes.getInt(24) & 0xFFFFFF) + 1, (bytes.getInt(26) >>> 8) + 1);
    } else if (has(file, 12, "VP8L")) {
      int sides = bytes.getInt(21);
      return sized((sides & 0x3FFF) + 1, ((sides >>> 14) & 0x3FFF) + 1);
    } else if (has(file, 12, "VP8 ")) {
      return sized(bytes.getChar(26) & 0x3FFF, bytes.getChar(28) & 0x3FFF);
    }
    return Optional.empty();
  }

  /** Segment by segment to the one that begins a frame, SOF0 to SOF15 (ITU-T T.81, table B.1). */
  private static Optional<ImageSize> jpeg(ByteBuffer bytes) {
    int at = 2;
    while (at + 9 <= bytes.limit() && (bytes.get(at) & 0xFF) == 0xFF) {
      int marker = bytes.get(at + 1) & 0xFF;
      boolean table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
      if (marker >= 0xC0 && marker <= 0xCF && !table) {
        return sized(bytes.getChar(at + 7), bytes.getChar(at + 5));
      }
      at += marker == 0xFF ? 1 : 2 + bytes.getChar(at + 2); // 0xFF fills up.
    }
    return Optional.empty();
  }

  private static Optional<ImageSize> sized(int width, int height) {
    return width > 0 && height > 0 ? Optional.of(new ImageSize(width, height)) : Optional.empty();
  }

  private static boolean has(byte[] file, int at, String word) {
    byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
    if (file.length < at + wanted.length) {
      return false;
    }
    return ByteBuffer.wrap(file, at, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  /** This size, made smaller until no side is longer. */
  ImageSize within(int longest) {
    return scaled((double) longest / Math.max(width, height));
  }

  /** This size, made smaller until the shorter side is no longer. */
  ImageSize shortestWithin(int shortest) {
    return scaled((double) shortest / Math.min(width, height));
  }

  private ImageSize scaled(double factor) {
    return factor >= 1
        ? this
        : new ImageSize(
            Math.max(1, (int) Math.round(width * factor)),
            Math.max(1, (int) Math.round(height * factor)));
  }

  /** How many squares of that side it takes to cover the picture. */
  long covering(int side) {
    return ((long) width + side - 1) / side * (((long) height + side - 1) / side);
  }
}

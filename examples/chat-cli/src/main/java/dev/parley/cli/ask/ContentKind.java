package dev.parley.cli.ask;

import dev.parley.cli.process.Utf8Text;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells what a file holds by how it begins, and where that says nothing by its name. */
final class ContentKind {
  private static final String PDF = "application/pdf";

  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("tif", "image/tiff"),
          Map.entry("tiff", "image/tiff"),
          Map.entry("heic", "image/heic"),
          Map.entry("avif", "image/avif"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("flac", "audio/flac"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("aac", "audio/aac"),
          Map.entry("pdf", PDF));

  /** Where a RIFF or an ISO container says what is in it. */
  private static final int RIFF_KIND = 8;

  private static final int BRAND = 4;

  private ContentKind() {}

  /**
   * {@return the media type that the first bytes tell} A text may begin with the same letters: of
   * these kinds, only a document can be all text.
   */
  static Optional<String> ofContent(byte[] bytes) {
    return ofMark(bytes).filter(type -> type.equals(PDF) || !isPlainText(bytes));
  }

  private static boolean isPlainText(byte[] bytes) {
    for (byte each : bytes) {
      boolean space = each >= '\t' && each <= '\r';
      if (each >= 0 && each < ' ' && !space) {
        return false;
      }
    }
    try {
      Utf8Text.of(bytes);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Optional<String> ofMark(byte[] bytes) {
    if (at(bytes, 0, "\u0089PNG\r\n\u001A\n")) {
      return Optional.of("image/png");
    } else if (at(bytes, 0, "\u00FF\u00D8\u00FF")) {
      return Optional.of("image/jpeg");
    } else if (at(bytes, 0, "GIF87a") || at(bytes, 0, "GIF89a")) {
      return Optional.of("image/gif");
    } else if (at(bytes, 0, "RIFF")) {
      return riff(bytes);
    } else if (at(bytes, 0, "II*\0") || at(bytes, 0, "MM\0*")) {
      return Optional.of("image/tiff");
    } else if (at(bytes, 0, "%PDF-")) {
      return Optional.of(PDF);
    } else if (at(bytes, BRAND, "ftyp")) {
      return container(bytes);
    }
    return sound(bytes);
  }

  private static Optional<String> riff(byte[] bytes) {
    if (at(bytes, RIFF_KIND, "WEBP")) {
      return Optional.of("image/webp");
    }
    return at(bytes, RIFF_KIND, "WAVE") ? Optional.of("audio/wav") : Optional.empty();
  }

  private static Optional<String> container(byte[] bytes) {
    if (at(bytes, RIFF_KIND, "M4A")) {
      return Optional.of("audio/mp4");
    } else if (at(bytes, RIFF_KIND, "avif")) {
      return Optional.of("image/avif");
    }
    return at(bytes, RIFF_KIND, "heic") ? Optional.of("image/heic") : Optional.empty();
  }

  private static Optional<String> sound(byte[] bytes) {
    if (at(bytes, 0, "ID3") || isMpegFrame(bytes)) {
      return Optional.of("audio/mpeg");
    } else if (at(bytes, 0, "OggS")) {
      return Optional.of("audio/ogg");
    }
    return at(bytes, 0, "fLaC") ? Optional.of("audio/flac") : Optional.empty();
  }

  /** Eleven bits that are set, and layer III. */
  private static boolean isMpegFrame(byte[] bytes) {
    return bytes.length > 1 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xE6) == 0xE2;
  }

  /** {@return the media type that the ending of a file's name tells} */
  static Optional<String> ofName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(BY_NAME.get(ending));
  }

  private static boolean at(byte[] bytes, int place, String mark) {
    byte[] wanted = mark.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < place + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[place + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}

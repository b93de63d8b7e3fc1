package dev.parley.json;

import dev.parley.message.Bytes;
import dev.parley.message.Media;
import java.net.URI;
import java.util.Optional;

/** Media are fields of the part or event that carries them. */
final class MediaForm {
  private MediaForm() {}

  static void write(JsonWriter out, Media media) {
    if (media instanceof Media.Inline inline) {
      out.text("mediaType", inline.mediaType());
      out.text("data", inline.content().toBase64());
    } else if (media instanceof Media.Link link) {
      out.text("url", link.uri().toString());
    } else if (media instanceof Media.Uploaded uploaded) {
      out.text("uploadId", uploaded.id());
    }
  }

  /** The media; none if they are of a kind that this version does not know. */
  static Optional<Media> read(JsonObject in) {
    Optional<Media> inline = inline(in).map(media -> media);
    return inline
        .or(() -> in.optionalText("url", url -> new Media.Link(URI.create(url))))
        .or(() -> in.optionalText("uploadId", Media.Uploaded::new));
  }

  static Optional<Media.Inline> inline(JsonObject in) {
    return in.optionalText("data", Bytes::fromBase64)
        .map(data -> in.text("mediaType", type -> new Media.Inline(type, data)));
  }
}

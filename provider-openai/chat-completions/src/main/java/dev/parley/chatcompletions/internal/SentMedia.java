package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RefusedLocallyException;
import dev.parley.message.Media;
import dev.parley.spi.Loopback;
import java.net.URI;

/**
 * Writes media as addresses.
 *
 * @param model the model that is asked, for error messages
 * @param offline whether links to other machines are refused: the server would follow them
 */
record SentMedia(ModelId model, boolean offline) {
  /** The address of what the server fetches; {@code what} is told where it may not. */
  URI followed(Media.Link link, String what) {
    String host = link.uri().getHost();
    if (offline && host != null && !Loopback.names(host)) {
      throw new RefusedLocallyException(
          what
              + " is given as a link to another machine, which the server would fetch though it"
              + " is to stay offline; send its bytes; nothing was sent",
          ErrorDetails.of(model),
          RefusedLocallyException.Limiter.OFFLINE,
          null);
    }
    return link.uri();
  }

  /** Bytes as an address of their own. */
  static String dataUrl(Media.Inline inline) {
    return "data:" + inline.mediaType() + ";base64," + inline.content().toBase64();
  }
}

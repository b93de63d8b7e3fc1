package dev.parley.message;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/** Where the content of an image, an audio clip or a file is. */
public sealed interface Media {

  /** {@return media whose bytes travel in the request} */
  static Media inline(String mediaType, byte[] content) {
    return new Inline(mediaType, Bytes.of(content));
  }

  /** {@return media that the provider fetches itself} */
  static Media link(String uri) {
    return new Link(URI.create(uri));
  }

  /**
   * Bytes that travel in the request.
   *
   * @param mediaType such as {@code image/png}
   * @param content the bytes
   */
  record Inline(String mediaType, Bytes content) implements Media {
    /** Checks that the media type has the form {@code type/subtype}. */
    public Inline {
      requireNonNull(content, "content");
      int slash = mediaType.indexOf('/');
      if (slash < 1 || slash == mediaType.length() - 1) {
        throw new IllegalArgumentException(
            "A media type looks like image/png, this one does not: " + mediaType);
      }
    }
  }

  /**
   * An address that the provider fetches.
   *
   * @param uri absolute
   */
  record Link(URI uri) implements Media {
    /** Checks that the address is absolute. */
    public Link {
      if (!uri.isAbsolute()) {
        throw new IllegalArgumentException("The address of media must be absolute");
      }
    }
  }

  /**
   * Something uploaded to the provider before.
   *
   * @param id the provider's own name for it
   */
  record Uploaded(String id) implements Media {
    /** Checks that the id is not blank. */
    public Uploaded {
      if (id.isBlank()) {
        throw new IllegalArgumentException("The id of uploaded media must not be blank");
      }
    }
  }
}

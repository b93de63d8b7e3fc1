package dev.parley.error;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A text that should hold a message, a request, an answer or an event cannot be read as one. The
 * message says where, never what stands there.
 */
public final class UnreadableDataException extends ParleyException {
  private static final long serialVersionUID = 1L;

  /** Why, for programs that react to it. New kinds may come. */
  public enum Kind {
    /** It is damaged: not JSON, or cut off. */
    MALFORMED,
    /** It is JSON, but a field is missing, or holds what it cannot hold. */
    WRONG_FORM,
    /** A newer version wrote it, in a form that this version cannot read. Update Parley. */
    NEWER_VERSION,
    /** It is larger, or nested deeper, than is read. */
    TOO_LARGE
  }

  private static final long UNKNOWN = -1;

  private final Kind kind;
  private final String path;
  private final long offset;

  /**
   * An error at a place of the text.
   *
   * @param path the place as a JSON Pointer (RFC 6901); empty for the whole
   * @param offset how many characters of the text stand before it, where that is known
   * @param problem what is wrong and what to do, without anything of the text
   */
  public UnreadableDataException(Kind kind, String path, OptionalLong offset, String problem) {
    this(kind, path, offset, problem, null);
  }

  /**
   * An error at a place of the text, as above, that something else has caused.
   *
   * @param cause what the program's own code threw at a value, whose message may quote it; or null
   */
  public UnreadableDataException(
      Kind kind, String path, OptionalLong offset, String problem, @Nullable Throwable cause) {
    super(
        "Cannot read the JSON at "
            + (path.isEmpty() ? "its root" : path)
            + (offset.isPresent() ? " (character " + offset.getAsLong() + ")" : "")
            + ": "
            + problem,
        cause);
    this.kind = requireNonNull(kind, "kind");
    this.path = path;
    this.offset = offset.orElse(UNKNOWN);
  }

  /** {@return why} */
  public Kind kind() {
    return kind;
  }

  /** {@return the place as a JSON Pointer (RFC 6901); empty for the whole} */
  public String path() {
    return path;
  }

  /** {@return how many characters of the text stand before it, where that is known} */
  public OptionalLong offset() {
    return offset == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}

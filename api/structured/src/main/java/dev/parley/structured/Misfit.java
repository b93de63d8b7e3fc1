package dev.parley.structured;

import dev.parley.error.UnreadableDataException;
import dev.parley.error.UnreadableDataException.Kind;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that does not fit its type. Never leaves the package: the doors say it in their way.
 */
final class Misfit extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN = -1;

  private final Kind kind;
  private final String path;
  private final long offset;
  private final String problem;

  private Misfit(Kind kind, String path, long offset, String problem, @Nullable Throwable cause) {
    super(problem, cause, false, false);
    this.kind = kind;
    this.path = path;
    this.offset = offset;
    this.problem = problem;
  }

  static Misfit of(Kind kind, String path, String problem) {
    return new Misfit(kind, path, UNKNOWN, problem, null);
  }

  /** {@return what the program's own code has refused} */
  static Misfit refused(String path, String problem, RuntimeException cause) {
    return new Misfit(Kind.WRONG_FORM, path, UNKNOWN, problem, cause);
  }

  /** {@return a text that is not JSON, from there on} */
  static Misfit malformed(long offset, String problem) {
    return new Misfit(Kind.MALFORMED, "", offset, problem, null);
  }

  Kind kind() {
    return kind;
  }

  String path() {
    return path;
  }

  /** {@return what is wrong, without anything of the text} */
  String problem() {
    return problem;
  }

  /** {@return the place and the problem, as people read it} */
  String placed() {
    return (path.isEmpty() ? "" : "at " + path + ": ") + problem;
  }

  /**
   * {@return the same for the model, which wrote the text} So it may see what the program's own
   * code says of its values.
   */
  String told() {
    return getCause() == null || getCause().getMessage() == null
        ? placed()
        : placed() + " (" + getCause().getMessage() + ")";
  }

  UnreadableDataException unreadable() {
    return new UnreadableDataException(
        kind,
        path,
        offset == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(offset),
        problem,
        getCause());
  }
}

package dev.parley.error;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import org.jspecify.annotations.Nullable;

/**
 * The model answered, but not in the form that was asked for. {@link #text()} has its words, {@link
 * #path()} the place where they do not fit; the message holds none of them.
 *
 * <p>Where the program's own code refused a value, {@link #getCause()} is its exception, the
 * message of which may quote the value. If the answer is one to a correction, {@link #details()}
 * counts the attempts, and the failure of each earlier one, with what it cost, is suppressed by
 * this one.
 */
public final class InvalidAnswerException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, for programs that react to it. New faults may come. */
  public enum Fault {
    /** The text is not JSON. */
    MALFORMED,
    /** It is JSON, but a field is missing, or holds what it cannot hold. */
    WRONG_FORM,
    /** It is nested deeper, or a number in it is longer, than is read. */
    TOO_LARGE,
    /** The output limit or a content filter cut the answer off. */
    CUT_OFF,
    /** The model refused; {@link Completion#refusal()} of {@link #partial()} has its words. */
    REFUSED,
    /** The model called tools instead of answering. */
    TOOL_CALLS,
    /** There is no text at all. */
    EMPTY
  }

  private final Fault fault;
  private final String path;

  /**
   * A failure; see {@link ModelException} for the parts of its message.
   *
   * @param path the place as a JSON Pointer (RFC 6901); empty for the whole
   */
  public InvalidAnswerException(
      String problem, ErrorDetails details, Fault fault, String path, @Nullable Throwable cause) {
    super(problem, details, cause);
    this.fault = requireNonNull(fault, "fault");
    this.path = requireNonNull(path, "path");
  }

  /** {@return what is wrong} */
  public Fault fault() {
    return fault;
  }

  /** {@return the place as a JSON Pointer (RFC 6901); empty for the whole} */
  public String path() {
    return path;
  }

  /** {@return the text of the answer; empty if there is none} The answer is {@link #partial()}. */
  public String text() {
    return partial().map(Completion::text).orElse("");
  }

  @Override
  InvalidAnswerException copy(ErrorDetails newDetails) {
    return new InvalidAnswerException(problem(), newDetails, fault, path, getCause());
  }
}

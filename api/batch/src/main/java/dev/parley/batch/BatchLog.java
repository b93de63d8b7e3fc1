package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Where results go: JSON Lines, a line a result, appended as one write and durable (fsync) before
 * the row counts as done. Results that come together share one write and one fsync.
 *
 * <p><b>The last line of an id counts.</b> After {@link BatchOutcome#OK} no line of that id
 * follows: each id is answered at most once, and the answer stays, whichever model a later run
 * asks. After {@link BatchOutcome#REFUSED} one follows if the row was mended or another model is
 * asked; the other outcomes may be followed by the line of any later run.
 *
 * <p>A line has {@code id}, {@code outcome}, {@code line}, {@code request} (the {@linkplain
 * BatchResult#fingerprint fingerprint}), {@code asked} (the model of the batch), {@code model} (who
 * answered), {@code text}, {@code message} (as {@code parley-json} writes it, where there is more
 * than a text and it can be read again), {@code finish}, {@code usage}, {@code cost} with {@code
 * amount} and {@code currency}, {@code attempts}, {@code queued}, {@code started} and {@code ended}
 * (UTC), {@code latencyMs}, and {@code error} with {@code kind}, {@code message}, {@code status}
 * and {@code requestId}; only what there is.
 *
 * <p>The log holds answers, never a prompt or a key. Thread-safe.
 */
public final class BatchLog implements Closeable {
  private final LogFile file;
  private final RowIndex index;
  private final String name;
  private final Optional<Path> torn;
  private final long finished;

  private BatchLog(LogFile file, RowIndex index, String name, Optional<Path> torn) {
    this.file = file;
    this.index = index;
    this.name = name;
    this.torn = torn;
    finished = index.finished();
  }

  /**
   * {@return the log in a file} It is made, readable and writable for its owner only, if it is not
   * there. If it is, its results are what a run resumes from; a last line that a crash left torn is
   * cut, once it was appended to a file of the same name with {@code .torn} behind. Nothing else is
   * ever cut: a file that is not a log is refused as it is.
   *
   * @throws IOException if it cannot be read or written, another process or batch writes it, or a
   *     line of it is neither a result nor the torn beginning of one; the message says which
   */
  public static BatchLog open(Path path) throws IOException {
    RowIndex index = new RowIndex();
    LoggedResults opened = LoggedResults.open(requireNonNull(path, "path"), index);
    return new BatchLog(opened.file(), index, opened.path().toString(), opened.torn());
  }

  /**
   * {@return a log that goes to a stream, such as the standard output} Each result is written and
   * flushed; nothing can be resumed from it. No two of them share idempotency keys, unless {@link
   * Batch.Builder#name} says so. Closing the log leaves the stream open.
   */
  public static BatchLog to(OutputStream out) {
    return new BatchLog(
        LogFile.to(requireNonNull(out, "out")),
        new RowIndex(),
        "stream-" + UUID.randomUUID(),
        Optional.empty());
  }

  /**
   * Reads the results of a log, in their order, those that later ones replace included. A torn last
   * line is left out.
   *
   * @throws IOException if it cannot be read, or a line of it is not a result
   */
  public static void read(Path path, Consumer<? super BatchResult> each) throws IOException {
    LoggedResults.read(path, each);
  }

  /** {@return where the torn end of the file was kept, if one was cut off when it was opened} */
  public Optional<Path> torn() {
    return torn;
  }

  /** {@return how many rows had a final outcome when this log was opened} */
  public long finished() {
    return finished;
  }

  /** Lets go of the file. Idempotent. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  String name() {
    return name;
  }

  RowIndex index() {
    return index;
  }

  void append(BatchResult result) throws IOException {
    file.append(ResultForm.write(result));
  }
}

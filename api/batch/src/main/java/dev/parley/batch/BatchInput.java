package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ModelId;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch, read one by one as they are needed. JSON Lines, in UTF-8, blank lines left
 * out, a line of one of these forms:
 *
 * <ul>
 *   <li>a text, the prompt: {@code "Why is the sky blue?"}
 *   <li>an object with {@code prompt}, and {@code id} and {@code system} if wanted; its other
 *       fields are read as those of a body: {@code {"id": "a", "prompt": "…", "max_tokens": 100}}
 *   <li>OpenAI's batch request: {@code {"custom_id": "a", "method": "POST", "url":
 *       "/v1/chat/completions", "body": {…}}}; no other URL is known
 * </ul>
 *
 * <p>Of a body, what {@link dev.parley.chat.ChatRequest} knows becomes that; a field that it does
 * not know becomes an option of the provider instance that is asked, and goes out as it is. The
 * {@code model} must be the one that is asked; see {@link Batch.Builder#anyRowModel}. {@code
 * stream} and an {@code n} of more than 1 are refused.
 *
 * <p>A row without an id gets one of its line and its content, {@code line-7-0123456789ab}, the
 * same in every run as long as neither changes. An id comes once: the second row of an id is {@link
 * BatchOutcome#INVALID}, as is a line that is no row, or longer than 64 MiB; the batch goes on.
 *
 * <p>It may be as slow as it likes: a run reads it on a thread of its own, and never more than it
 * has places for. A run that ends before the input does interrupts that thread; where the input
 * does not heed that, as the standard input, the thread stays until the input gives something or is
 * closed.
 *
 * <p>Not thread-safe; serves one run.
 */
public final class BatchInput implements Closeable {
  private final @Nullable LineReader lines;
  private final @Nullable Iterator<BatchRow> rows;
  private final OptionalLong total;
  private long count;

  private BatchInput(
      @Nullable LineReader lines, @Nullable Iterator<BatchRow> rows, OptionalLong total) {
    this.lines = lines;
    this.rows = rows;
    this.total = total;
  }

  /**
   * {@return the rows of a file} A regular one is read twice: first to count its rows.
   *
   * @throws IOException if it cannot be read
   */
  public static BatchInput file(Path path) throws IOException {
    OptionalLong total = OptionalLong.empty();
    if (Files.isRegularFile(path)) {
      try (InputStream counted = Files.newInputStream(path)) {
        total = OptionalLong.of(LineReader.count(counted));
      }
    }
    return new BatchInput(new LineReader(Files.newInputStream(path)), null, total);
  }

  /** {@return the rows of a stream, whose number is not known; it is closed with this} */
  public static BatchInput of(InputStream in) {
    return new BatchInput(new LineReader(requireNonNull(in, "in")), null, OptionalLong.empty());
  }

  /**
   * {@return rows that a program makes} They are taken as they are needed, one after another, on a
   * thread of the run's own, which is interrupted if the run ends while it waits for one. Rows
   * without a line get their place as one.
   *
   * @param total how many there are, if it is known
   */
  public static BatchInput of(Iterator<BatchRow> rows, OptionalLong total) {
    return new BatchInput(null, requireNonNull(rows, "rows"), requireNonNull(total, "total"));
  }

  /** {@return how many rows there are, if it is known} */
  public OptionalLong total() {
    return total;
  }

  /** Closes what is read. Idempotent. */
  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }

  /** The next row or what is wrong with it; null at the end. */
  @Nullable InputRow next(ModelId asked) throws BatchInputException {
    try {
      return rows == null ? nextLine(requireNonNull(lines), asked) : nextOf(rows);
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      throw unreadable(requireNonNull(e.getCause()));
    }
  }

  private @Nullable InputRow nextOf(Iterator<BatchRow> all) {
    return all.hasNext() ? InputRow.good(all.next().at(++count)) : null;
  }

  private @Nullable InputRow nextLine(LineReader from, ModelId asked) throws IOException {
    LineReader.Line line = from.next();
    if (line == null) {
      return null;
    }
    count = line.number();
    return RowForm.read(line, asked);
  }

  private BatchInputException unreadable(IOException cause) {
    return new BatchInputException(
        "The input of the batch could not be read"
            + (count == 0 ? "" : " on after line " + count)
            + ": "
            + cause
            + "; what was answered is kept: mend the input and run the batch again",
        cause);
  }
}

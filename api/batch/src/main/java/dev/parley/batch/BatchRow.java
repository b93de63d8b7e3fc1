package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatRequest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One request of a batch. Immutable. */
public final class BatchRow {
  static final int LONGEST_ID = 512;

  private final String id;
  private final ChatRequest request;
  private final long line;
  private final @Nullable String model;

  BatchRow(String id, ChatRequest request, long line, @Nullable String model) {
    this.id = checkedId(id);
    this.request = requireNonNull(request, "request");
    this.line = line;
    this.model = model;
  }

  /**
   * {@return a row of a program's own making}
   *
   * @param id what it is called in results; the same in every run
   * @throws IllegalArgumentException if the id is empty, longer than 512 characters or has control
   *     characters
   */
  public static BatchRow of(String id, ChatRequest request) {
    return new BatchRow(id, request, 0, null);
  }

  /** {@return what it is called in results} */
  public String id() {
    return id;
  }

  /** {@return what is asked} */
  public ChatRequest request() {
    return request;
  }

  /** {@return the line of the input where it is, from 1} */
  public OptionalLong line() {
    return line == 0 ? OptionalLong.empty() : OptionalLong.of(line);
  }

  /** {@return the model that the row names, if it does; see {@link Batch.Builder#anyRowModel}} */
  public Optional<String> model() {
    return Optional.ofNullable(model);
  }

  BatchRow with(ChatRequest changed) {
    return new BatchRow(id, changed, line, model);
  }

  BatchRow at(long newLine) {
    return line == 0 ? new BatchRow(id, request, newLine, model) : this;
  }

  static String checkedId(String id) {
    if (id.isEmpty() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "an id has 1 to " + LONGEST_ID + " characters and no control characters");
    }
    return id;
  }

  /** {@return the id and the line, never the request} */
  @Override
  public String toString() {
    return "BatchRow[" + id + (line == 0 ? "]" : ", line " + line + "]");
  }
}

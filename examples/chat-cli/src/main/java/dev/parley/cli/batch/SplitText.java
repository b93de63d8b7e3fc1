package dev.parley.cli.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.batch.BatchRow;
import dev.parley.batch.TextSplitter;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Utf8Text;
import dev.parley.error.SensitiveDataException;
import dev.parley.spi.TokenEstimate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a long text and cuts it into pieces, each the row of a batch. */
final class SplitText {
  private static final Pattern SIZE = Pattern.compile("tokens=(\\d{1,9})");

  /** What a text may have: it is held whole. */
  private static final int MOST_BYTES = 64 << 20;

  private final BatchFiles files;

  @Inject
  SplitText(BatchFiles files) {
    this.files = files;
  }

  /**
   * {@return a row for each piece that is not blank; one at least}
   *
   * @throws UsageException if there is no text, or the size makes no sense
   */
  List<BatchRow> rows(Asked.How how) {
    BatchOptions options = how.options();
    long size = size(requireNonNull(options.split, "checked"));
    String in = requireNonNull(options.in, "checked");
    List<BatchRow> rows = new ArrayList<>();
    for (String piece : TextSplitter.of(size, counter(how.model())).split(text(in))) {
      if (!piece.isBlank()) {
        String said = options.prompt == null ? piece : options.prompt + "\n\n" + piece;
        rows.add(PieceRow.of("piece-" + (rows.size() + 1), ChatRequest.of(said), how.defaults()));
      }
    }
    if (rows.isEmpty()) {
      throw new UsageException("IN " + in + ": there is no text in it");
    }
    return rows;
  }

  private static long size(String typed) {
    Matcher size = SIZE.matcher(typed.strip());
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw new UsageException("--split must look like tokens=2000");
    }
    return Long.parseLong(size.group(1));
  }

  /** Of the text alone: what a message has around it comes once. */
  private static ToLongFunction<String> counter(ChatModel model) {
    long around = Math.max(0, tokens(model, "a") - 1);
    return text -> Math.max(1, tokens(model, text) - around);
  }

  private static long tokens(ChatModel model, String text) {
    ChatRequest request = ChatRequest.of(text);
    try {
      return model.countTokens(request).tokens();
    } catch (SensitiveDataException e) { // The piece that it is in is refused, and no other.
      return TokenEstimate.of(request).tokens();
    }
  }

  private String text(String in) {
    byte[] bytes;
    try (InputStream from = files.open(in)) {
      bytes = from.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw BatchFiles.unreadable(in, e);
    }
    if (bytes.length > MOST_BYTES) {
      throw new UsageException(
          "IN " + in + " has more than " + (MOST_BYTES >> 20) + " MiB; ask about parts of it");
    }
    try {
      return Utf8Text.of(bytes);
    } catch (CharacterCodingException e) {
      throw new UsageException("IN " + in + " is not UTF-8 text");
    }
  }
}

package dev.parley.batch;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Inputs and logs of tests. */
final class Lines {
  static final ModelId MODEL = new ModelId("mock", "m");

  private Lines() {}

  static BatchInput input(String... lines) {
    return BatchInput.of(
        new ByteArrayInputStream(
            (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** Rows {@code r1}, {@code r2}, … whose prompts are their ids. */
  static BatchInput rows(int count) {
    return input(
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> json("{'id':'r" + i + "','prompt':'r" + i + "'}"))
            .toArray(String[]::new));
  }

  static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  static BatchSummary run(Batch batch, Path out, BatchInput in) throws IOException {
    try (BatchLog log = BatchLog.open(out)) {
      return batch.run(in, log);
    }
  }

  static BatchSummary run(ChatModel model, Path out, BatchInput in) throws IOException {
    return run(Batch.builder(model).build(), out, in);
  }

  static List<BatchResult> read(Path out) throws IOException {
    List<BatchResult> results = new ArrayList<>();
    BatchLog.read(out, results::add);
    return results;
  }

  /** Ids and outcomes in the log's order, such as {@code a OK}. */
  static List<String> outcomes(Path out) throws IOException {
    return read(out).stream().map(r -> r.id() + " " + r.outcome()).collect(Collectors.toList());
  }

  static @Nullable InputRow first(String line) throws IOException {
    return input(line).next(MODEL);
  }
}

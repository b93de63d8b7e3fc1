package dev.parley.benchmarks;

import java.io.IOException;
import java.util.function.Predicate;

/** What reads streams of a crowd, opened once and shared by all of them. */
interface CrowdClient extends AutoCloseable {
  /**
   * Reads a stream to its end on the calling thread.
   *
   * @param model the model that is asked
   * @param tokens gets the text of each token, and says whether to read on; if not, the stream is
   *     cancelled
   */
  void read(String model, Predicate<String> tokens) throws IOException;

  @Override
  void close();
}

package dev.parley.benchmarks;

import java.io.IOException;
import java.util.function.Predicate;

/** What reads streams of crowds, opened once and shared by all of them. */
interface CrowdClient extends AutoCloseable {
  /** Opens the model of a crowd, which all of its streams ask. */
  Streams streams(String model);

  @Override
  void close();

  /** The streams of a crowd. */
  interface Streams {
    /**
     * Reads a stream to its end on the calling thread.
     *
     * @param tokens gets the text of each token, and says whether to read on; if not, the stream is
     *     cancelled
     */
    void read(Predicate<String> tokens) throws IOException;
  }
}

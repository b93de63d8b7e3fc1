package dev.parley.batch;

import java.io.IOException;

/**
 * The rows of a batch could not be read to their end. Told apart from a log that could not be
 * written, so that nobody looks at the wrong file. Its cause is what reading them failed with.
 */
public final class BatchInputException extends IOException {
  private static final long serialVersionUID = 1L;

  BatchInputException(String message, IOException cause) {
    super(message, cause);
  }
}

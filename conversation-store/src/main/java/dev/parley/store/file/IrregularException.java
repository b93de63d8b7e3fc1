package dev.parley.store.file;

/**
 * Something in a file is not as it should be: a writer is just there, or was killed there, or it is
 * damaged. Whoever meets this looks again with the lock held, which tells.
 */
final class IrregularException extends Exception {
  private static final long serialVersionUID = 1L;

  IrregularException() {
    super("a file is not regular", null, false, false);
  }
}

package dev.parley.config;

/**
 * Ends a program, and all that it started, together with this JVM, however that ends but by force.
 */
final class ChildGuard {
  private final Process process;
  private final Thread atEnd;

  private ChildGuard(Process process) {
    this.process = process;
    atEnd = new Thread(this::destroy, "parley-child-end");
  }

  /** {@return the guard of a program; to be closed, which ends it as well} */
  static ChildGuard of(Process process) {
    ChildGuard guard = new ChildGuard(process);
    try {
      Runtime.getRuntime().addShutdownHook(guard.atEnd);
    } catch (IllegalStateException e) {
      guard.destroy(); // The JVM is ending already.
    }
    return guard;
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends the program, if it has not ended, and guards it no more. */
  void close() {
    destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      return; // The JVM is ending, and needs no hook of a program that is gone.
    }
  }
}

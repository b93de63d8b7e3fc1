package dev.parley.llamalocal.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells a process from a later one of the same number. On Linux by its start in ticks since the
 * boot and the boot's id (proc(5)), which no change of the clock touches; elsewhere by the time at
 * which it started.
 */
final class ProcessIdentity {
  private static final Path PROC = Path.of("/proc");

  /** The places of num_threads and starttime in /proc/PID/stat after the command. */
  private static final int THREADS_AFTER_COMMAND = 17;

  private static final int START_AFTER_COMMAND = 19;

  /** The state, the first field after the command, of a process that waits for its burial. */
  private static final String ZOMBIE = "Z";

  private ProcessIdentity() {}

  /** The identity of a process that runs; empty if there is none, or the system does not tell. */
  static Optional<String> of(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    if (Files.exists(stat(pid))) {
      return fromProc(pid);
    }
    return process.get().info().startInstant().map(start -> "started " + start.toEpochMilli());
  }

  /** Whether a process runs. One that has ended may stay in the system's table for long. */
  static boolean isRunning(ProcessHandle process) {
    try {
      return process.isAlive() && !isBuried(fields(process.pid()));
    } catch (IOException e) {
      return process.isAlive(); // No /proc here, or no more files to be had.
    }
  }

  private static Path stat(long pid) {
    return PROC.resolve(String.valueOf(pid)).resolve("stat");
  }

  private static Optional<String> fromProc(long pid) {
    try {
      String[] fields = fields(pid);
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      return isBuried(fields)
          ? Optional.empty()
          : Optional.of("boot " + boot + " tick " + fields[START_AFTER_COMMAND]);
    } catch (IOException e) {
      return Optional.empty(); // It has ended meanwhile.
    }
  }

  private static String[] fields(long pid) throws IOException {
    String line = Files.readString(stat(pid));
    return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** While other threads are about to end, a process still has its files and ports. */
  private static boolean isBuried(String[] fields) {
    return fields[0].equals(ZOMBIE) && Integer.parseInt(fields[THREADS_AFTER_COMMAND]) <= 1;
  }
}

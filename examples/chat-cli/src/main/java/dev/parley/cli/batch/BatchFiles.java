package dev.parley.cli.batch;

import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchInputException;
import dev.parley.batch.BatchLog;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.FileFailure;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the rows come from, and where the answers go. */
final class BatchFiles {
  private static final List<String> ENDINGS = List.of(".jsonl", ".ndjson", ".json");

  private final Surroundings surroundings;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  BatchFiles(Surroundings surroundings, AnswerWriter out, Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /**
   * {@return the bytes of IN, to be closed}
   *
   * @throws UsageException if it cannot be read
   */
  InputStream open(String in) {
    if (in.equals(BatchOptions.STREAM)) {
      if (surroundings.inIsTerminal()) {
        throw new UsageException("IN is -, but nothing is piped in; name a file, or pipe one in");
      }
      return surroundings.in();
    }
    try {
      return Files.newInputStream(file(in));
    } catch (IOException e) {
      throw unreadable(in, e);
    }
  }

  /**
   * {@return the rows of IN, counted if that can be done}
   *
   * @throws UsageException if it cannot be read
   */
  BatchInput rows(String in) {
    if (in.equals(BatchOptions.STREAM)) {
      return BatchInput.of(open(in));
    }
    try {
      return BatchInput.file(file(in));
    } catch (IOException e) {
      throw unreadable(in, e);
    }
  }

  /** {@return how many rows IN has, if that can be known before they are read} */
  OptionalLong count(String in) {
    if (in.equals(BatchOptions.STREAM) || !Files.isRegularFile(file(in))) {
      return OptionalLong.empty(); // A pipe with a name can be opened once.
    }
    try (BatchInput counted = BatchInput.file(file(in))) {
      return counted.total();
    } catch (IOException e) {
      throw unreadable(in, e);
    }
  }

  /** {@return the failure of an IN that cannot be read, or not to its end} */
  static UsageException unreadable(String in, IOException cause) {
    return new UsageException("IN " + in + ": cannot be read: " + FileFailure.words(cause));
  }

  /**
   * {@return the failure of an IN that could be read for a while}
   *
   * @param kept whether the answers are in a file, or will be
   */
  static UsageException brokenOff(String in, BatchInputException failure, boolean kept) {
    return new UsageException(
        "IN "
            + in
            + ": cannot be read to its end: "
            + FileFailure.words(failure)
            + "; "
            + (kept
                ? "what was answered is kept, and the same command goes on where it was"
                : BatchReport.NOTHING_KEPT));
  }

  private Path file(String in) {
    Path file = surroundings.workingFolder().resolve(in);
    if (!Files.exists(file)) {
      throw new UsageException(
          "IN " + in + ": there is no such file; name another, or - for what is piped in");
    } else if (Files.isDirectory(file)) {
      throw new UsageException("IN " + in + ": a folder, no file; name a file in it");
    } else if (!Files.isReadable(file)) {
      throw new UsageException("IN " + in + ": may not be read; change its permissions");
    }
    return file;
  }

  /**
   * {@return the file of the answers; empty for stdout}
   *
   * @throws UsageException if it is the file of the rows
   */
  Optional<Path> target(BatchOptions options, String in) throws IOException {
    if (BatchOptions.STREAM.equals(options.out)) {
      return Optional.empty();
    }
    Path target =
        surroundings.workingFolder().resolve(options.out == null ? besides(in) : options.out);
    Path source = surroundings.workingFolder().resolve(in);
    if (!in.equals(BatchOptions.STREAM)
        && Files.exists(target)
        && Files.isSameFile(source, target)) {
      throw new UsageException("IN and OUT are one file; name another as OUT");
    }
    Path folder = PrivateFiles.folderOf(target);
    if (!Files.isDirectory(folder)) {
      throw new UsageException(
          "OUT: there is no folder " + folder + "; make it, or name another OUT");
    }
    return Optional.of(target);
  }

  private static String besides(String in) {
    for (String ending : ENDINGS) {
      if (in.endsWith(ending) && in.length() > ending.length()) {
        return in.substring(0, in.length() - ending.length()) + ".out.jsonl";
      }
    }
    return in + ".out.jsonl";
  }

  /**
   * {@return the log of answers, to be closed}
   *
   * @throws CommandFailedException if it cannot be used
   */
  BatchLog log(Optional<Path> target) {
    if (target.isEmpty()) {
      return BatchLog.to(new Printed());
    }
    try {
      BatchLog log = BatchLog.open(target.get());
      log.torn()
          .ifPresent(
              torn -> diagnostics.note("the torn last line of " + target.get() + " is in " + torn));
      return log;
    } catch (IOException e) {
      throw unusable(target.get(), e);
    }
  }

  /** {@return the failure of a file that results cannot be kept in} */
  static CommandFailedException unusable(Path target, IOException cause) {
    String message = String.valueOf(cause.getMessage());
    boolean told =
        cause.getClass() == IOException.class && message.contains(target.getFileName().toString());
    return new CommandFailedException(
        ExitCode.STORE,
        told
            ? message // The log's own words, which say what to do.
            : "answers cannot be kept in "
                + target
                + ": "
                + FileFailure.words(cause)
                + "; those that are in it stay: mend that, or name another OUT");
  }

  /** Answers on stdout. A log writes whole lines. */
  private final class Printed extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }
  }
}

package dev.parley.cli.batch;

import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchLog;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
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

  /** {@return the bytes of IN, to be closed} */
  InputStream open(String in) throws IOException {
    if (in.equals(BatchOptions.STREAM)) {
      if (surroundings.inIsTerminal()) {
        throw new UsageException("IN is -, but nothing is piped in; name a file, or pipe one in");
      }
      return surroundings.in();
    }
    return Files.newInputStream(file(in));
  }

  /** {@return the rows of IN, counted if that can be done} */
  BatchInput rows(String in) throws IOException {
    return in.equals(BatchOptions.STREAM) ? BatchInput.of(open(in)) : BatchInput.file(file(in));
  }

  private Path file(String in) {
    Path file = surroundings.workingFolder().resolve(in);
    if (!Files.exists(file)) {
      throw new UsageException("IN " + in + ": there is no such file");
    } else if (Files.isDirectory(file)) {
      throw new UsageException("IN " + in + ": a folder, no file");
    } else if (!Files.isReadable(file)) {
      throw new UsageException("IN " + in + ": may not be read");
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
      throw new UsageException("OUT: there is no folder " + folder);
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
    return new CommandFailedException(
        ExitCode.STORE,
        message.contains(target.getFileName().toString()) && message.indexOf(' ') > 0
            ? message
            : "answers cannot be kept in " + target + ": " + cause);
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

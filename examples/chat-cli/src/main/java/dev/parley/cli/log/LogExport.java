package dev.parley.cli.log;

import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreDamagedException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.export.ConversationExport;
import jakarta.inject.Inject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code parley log export}: conversations as JSON Lines, to keep them or to move them. */
final class LogExport implements Subcommand {
  private final KeptConversations kept;
  private final Surroundings surroundings;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  LogExport(
      KeptConversations kept,
      Surroundings surroundings,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.kept = kept;
    this.surroundings = surroundings;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new LogOptions.ForExport());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    LogOptions.ForExport options =
        Arguments.parse("parley log export", new LogOptions.ForExport(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    try (ConversationStore store = kept.open(options.setup)) {
      List<ConversationId> ids = new ArrayList<>();
      for (String name : options.names) {
        ids.add(kept.id(store, name));
      }
      if (options.file == null) {
        OutputStream to = new BufferedOutputStream(surroundings.out());
        return write(store, ids, to);
      }
      return toFile(store, ids, surroundings.workingFolder().resolve(options.file), options.force);
    }
  }

  private ExitCode toFile(
      ConversationStore store, List<ConversationId> ids, Path file, boolean force) {
    if (Files.isDirectory(file)) {
      throw new UsageException(file + " is a folder; name a file in it");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException("there is no folder " + folder + " to write to; make it first");
    }
    if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file);
    }
    ExitCode[] code = {ExitCode.OK};
    try {
      PrivateFiles.write(file, force, to -> code[0] = write(store, ids, to));
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be written: " + e);
    }
    return code[0];
  }

  private static UsageException exists(Path file) {
    return new UsageException(file + " exists; use another name, or --force to replace it");
  }

  /** What cannot be read is told, and leaves the rest a good export. */
  private ExitCode write(ConversationStore store, List<ConversationId> ids, OutputStream to)
      throws IOException {
    try {
      if (ids.isEmpty()) {
        ConversationExport.writeAll(store, to);
      }
      for (ConversationId id : ids) {
        if (!ConversationExport.write(store, id, to)) {
          diagnostics.say("\"" + id + "\" was removed meanwhile, and is not in the export");
        }
      }
      return ExitCode.OK;
    } catch (StoreDamagedException e) {
      to.flush();
      diagnostics.say(String.valueOf(e.getMessage()));
      return ExitCode.STORE;
    }
  }
}

package dev.parley.cli.ask;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Utf8Text;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.NearestName;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds templates: the user's by their names, others by their paths. */
public final class Templates {
  private static final List<String> ENDINGS = List.of(".txt", ".md");

  private final Optional<Path> folder;
  private final Surroundings surroundings;

  @Inject
  Templates(UserFolders folders, Surroundings surroundings) {
    folder = folders.config().map(config -> config.resolve("templates"));
    this.surroundings = surroundings;
  }

  /** {@return the names of the user's own templates, in order; none if they cannot be listed} */
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    if (folder.isPresent() && Files.isDirectory(folder.get())) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get())) {
        for (Path each : files) {
          String file = each.getFileName().toString();
          ENDINGS.stream()
              .filter(file::endsWith)
              .forEach(end -> names.add(file.substring(0, file.length() - end.length())));
        }
      } catch (IOException e) {
        return List.of(); // The list is only a hint.
      }
    }
    return List.copyOf(names);
  }

  /**
   * {@return where the template is} The user's own comes first, so that a file that happens to lie
   * in the working folder never takes its place.
   *
   * @throws UsageException if there is none
   */
  Path file(String name) {
    try {
      boolean path = name.indexOf('/') >= 0 || name.indexOf('\\') >= 0;
      if (!path && folder.isPresent()) {
        for (String end : ENDINGS) {
          Path own = folder.get().resolve(name + end);
          if (Files.isRegularFile(own)) {
            return own;
          }
        }
      }
      Path file = surroundings.workingFolder().resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new UsageException("-t: no name for a file: " + e.getReason());
    }
    throw unknown(name);
  }

  private UsageException unknown(String name) {
    List<String> names = names();
    String there =
        names.isEmpty()
            ? folder.map(path -> "; put it into " + path).orElse("")
            : "; there are " + String.join(", ", names);
    return new UsageException(
        "-t: there is no template " + name + there + "." + NearestName.suggestion(name, names));
  }

  /**
   * {@return the template in a file}
   *
   * @throws UsageException if it cannot be read, or makes no sense
   */
  Template read(String name, Path file) {
    if (Files.isDirectory(file)) {
      throw new UsageException("-t " + name + ": a folder, no template");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(PromptReader.MOST_BYTES + 1);
      if (bytes.length > PromptReader.MOST_BYTES) {
        throw new UsageException(
            "-t " + name + ": larger than " + (PromptReader.MOST_BYTES >> 20) + " MiB");
      }
      return Template.of(name, Utf8Text.of(bytes));
    } catch (CharacterCodingException e) {
      throw new UsageException("-t " + name + ": not UTF-8 text");
    } catch (IOException e) {
      throw new UsageException("-t " + name + ": the file cannot be read: " + e.getMessage());
    }
  }
}

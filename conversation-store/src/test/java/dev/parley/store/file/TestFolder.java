package dev.parley.store.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of a test, which is removed with all that is in it. */
record TestFolder(Path path) implements AutoCloseable {

  static TestFolder make() {
    try {
      return new TestFolder(Files.createTempDirectory("parley-file-store"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files whose names end so, in the order of their names. */
  List<Path> files(String end) {
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of the only conversation. */
  Path file() {
    List<Path> files = files(Folder.CONVERSATION);
    if (files.size() != 1) {
      throw new AssertionError("Not one conversation but " + files.size());
    }
    return files.get(0);
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

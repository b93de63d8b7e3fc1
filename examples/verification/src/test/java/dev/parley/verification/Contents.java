package dev.parley.verification;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files in a module, be it a jar or a folder. */
final class Contents {
  private Contents() {}

  static List<String> list(Path module) {
    if (Files.isDirectory(module)) {
      return files(module);
    }
    try (ModuleReader reader = reader(module)) {
      return reader.list().sorted().toList();
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + module, e);
    }
  }

  static InputStream open(Path module, String name) {
    if (Files.isDirectory(module)) {
      return file(module, name);
    }
    try (ModuleReader reader = reader(module);
        InputStream in = reader.open(name).orElseThrow()) {
      return new ByteArrayInputStream(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + name + " in " + module, e);
    }
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + folder, e);
    }
  }

  private static InputStream file(Path folder, String name) {
    try {
      return new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name)));
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + name + " in " + folder, e);
    }
  }

  private static ModuleReader reader(Path module) throws IOException {
    return ModuleFinder.of(module).findAll().iterator().next().open();
  }
}

package dev.parley.verification;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.nio.file.Path;
import java.util.List;

/** The files in a module, be it a jar or a folder. */
final class Contents {
  private Contents() {}

  static List<String> list(Path module) {
    try (ModuleReader reader = reader(module)) {
      return reader.list().sorted().toList();
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + module, e);
    }
  }

  static InputStream open(Path module, String name) {
    try (ModuleReader reader = reader(module);
        InputStream in = reader.open(name).orElseThrow()) {
      return new ByteArrayInputStream(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + name + " in " + module, e);
    }
  }

  private static ModuleReader reader(Path module) throws IOException {
    return ModuleFinder.of(module).findAll().iterator().next().open();
  }
}

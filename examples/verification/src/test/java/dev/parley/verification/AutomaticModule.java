package dev.parley.verification;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * The one published module without a module-info, which is a module as a jar only: where it is a
 * folder of classes still, it is packed as its pom packs it.
 */
final class AutomaticModule {
  static final String NAME = "dev.parley.openai.tokens";

  private AutomaticModule() {}

  static ModuleDescriptor descriptor(Path location) {
    if (Files.isRegularFile(location)) {
      return read(location);
    }
    try {
      Path folder = Files.createTempDirectory("parley");
      Path jar = jar(location, folder);
      ModuleDescriptor descriptor = read(jar);
      Files.delete(jar);
      Files.delete(folder);
      return descriptor;
    } catch (IOException e) {
      throw new AssertionError("Cannot pack " + location, e);
    }
  }

  private static ModuleDescriptor read(Path jar) {
    return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
  }

  /** {@return the jar itself, or one in {@code folder} of the classes that lie at the location} */
  static Path jar(Path location, Path folder) throws IOException {
    if (Files.isRegularFile(location)) {
      return location;
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", NAME);
    Path jar = folder.resolve("automatic.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      for (String name : Contents.list(location)) {
        entries.putNextEntry(new ZipEntry(name));
        Contents.open(location, name).transferTo(entries);
      }
    }
    return jar;
  }
}

package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The types of a source file, as a program would have them: compiled, in a module of no name. */
final class CompiledTypes implements AutoCloseable {
  private final Path folder;
  private final URLClassLoader loader;
  private final Class<?> outer;

  /** Compiles a class of that name. */
  CompiledTypes(String name, String source) {
    try {
      folder = Files.createTempDirectory("parley-types");
      compile(Files.writeString(folder.resolve(name + ".java"), source));
      loader =
          new URLClassLoader(
              new URL[] {folder.toUri().toURL()}, CompiledTypes.class.getClassLoader());
      outer = loader.loadClass(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new LinkageError(source, e);
    }
  }

  private void compile(Path file) throws IOException {
    StringWriter output = new StringWriter();
    PrintWriter out = new PrintWriter(output);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "-proc:none",
                "-classpath",
                location(JsonType.class).toString(),
                "-d",
                folder.toString(),
                file.toString());
    assertEquals(0, status, () -> output + "\n" + read(file));
  }

  /** {@return the jar or folder that a class is from} */
  static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return all types that need no arguments} */
  List<Class<?>> plain() {
    List<Class<?>> types = new ArrayList<>();
    collect(outer, types);
    types.removeIf(type -> type.getTypeParameters().length > 0 || type.isAnnotation());
    types.sort(Comparator.comparing(Class::getName));
    return types;
  }

  private static void collect(Class<?> around, List<Class<?>> types) {
    for (Class<?> type : around.getDeclaredClasses()) {
      types.add(type);
      collect(type, types);
    }
  }

  @Override
  public void close() {
    try (loader;
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.parley.verification;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where this build lives on disk. */
public final class Project {
  private Project() {}

  /** {@return the folder of this module} */
  public static Path here() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
  }

  /** {@return the folder of the root pom} */
  static Path root() {
    Path root = here().getParent().getParent();
    if (!Files.isDirectory(root.resolve("api"))) {
      throw new AssertionError("Not run in examples/verification but in " + here());
    }
    return root;
  }

  /**
   * {@return the class path of the tests: jars under {@code verify}, folders under {@code test}}
   */
  public static List<Path> classPath() {
    // Surefire starts the JVM with one jar that only points to the others.
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return split(path);
  }

  /** {@return parley-openai and all that it needs at run time, as Maven resolved it} */
  static List<Path> openAiClassPath() {
    Path list = here().resolve("target/openai.classpath");
    try {
      return split(Files.readString(list).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("No " + list + ": run this through Maven", e);
    }
  }

  private static List<Path> split(String path) {
    return Arrays.stream(path.split(File.pathSeparator)).map(Path::of).toList();
  }
}

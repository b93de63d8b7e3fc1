package dev.parley.verification;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.ChildJvm.Outcome;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A program outside of this build: compiled without a warning, run in a JVM of its own. */
final class OutsideProgram {
  /** How it finds its jars. */
  enum On {
    CLASS_PATH,
    MODULE_PATH
  }

  private final String name;
  private final On path;
  private final List<Path> jars;
  private final Path folder;

  private OutsideProgram(String name, On path, List<Path> jars, Path folder) {
    this.name = name;
    this.path = path;
    this.jars = jars;
    this.folder = folder;
  }

  /** Compiles {@code src/test/NAME}, whose module and package are called so, and its one class. */
  static OutsideProgram compile(String name, On path, List<Path> jars, Path folder)
      throws IOException {
    OutsideProgram program = new OutsideProgram(name, path, jars, folder);
    program.compile();
    return program;
  }

  private String main() {
    return name + "." + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private void compile() throws IOException {
    Path sources = Project.here().resolve("src/test/" + name);
    List<Path> files =
        new ArrayList<>(List.of(sources.resolve(main().replace('.', '/') + ".java")));
    if (path == On.MODULE_PATH) {
      files.add(sources.resolve("module-info.java"));
    }
    List<String> options =
        List.of(
            "--release",
            "17",
            "-Xlint:all",
            "-Werror",
            "-d",
            Files.createDirectory(classes()).toString(),
            path == On.MODULE_PATH ? "-p" : "-cp",
            join(jars.stream()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertTrue(compiled, messages::toString);
    }
    assertEquals("", messages.toString());
  }

  private Path classes() {
    return folder.resolve("program");
  }

  Outcome run(String... arguments) throws Exception {
    String all = join(Stream.concat(Stream.of(classes()), jars.stream()));
    List<String> command = new ArrayList<>();
    if (path == On.MODULE_PATH) {
      command.addAll(List.of("-p", all, "-m", name + "/" + main()));
    } else {
      command.addAll(List.of("-cp", all, main()));
    }
    command.addAll(List.of(arguments));
    return ChildJvm.run(Files.createDirectory(folder.resolve("run")), command);
  }

  private static String join(Stream<Path> paths) {
    return paths.map(Path::toString).collect(joining(File.pathSeparator));
  }
}

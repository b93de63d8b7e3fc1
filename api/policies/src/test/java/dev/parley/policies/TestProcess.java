package dev.parley.policies;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Another process, which runs a class of the tests. */
final class TestProcess {
  private TestProcess() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String classPath() {
    Set<String> path = new LinkedHashSet<>();
    path.add(rootOfThis());
    for (String property : new String[] {"java.class.path", "jdk.module.path"}) {
      String value = System.getProperty(property, "");
      if (!value.isEmpty()) {
        path.addAll(List.of(value.split(File.pathSeparator, -1)));
      }
    }
    return String.join(File.pathSeparator, path);
  }

  /** On the module path, tests are patched into the module, and in neither property. */
  private static String rootOfThis() {
    String name = TestProcess.class.getName().replace('.', '/') + ".class";
    Path root =
        Path.of(URI.create(String.valueOf(TestProcess.class.getClassLoader().getResource(name))));
    for (int i = 0; i <= name.chars().filter(c -> c == '/').count(); i++) {
      root = root.getParent();
    }
    return root.toString();
  }
}

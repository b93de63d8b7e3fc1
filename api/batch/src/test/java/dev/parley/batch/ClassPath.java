package dev.parley.batch;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a process needs that is to run a class of the tests, on its class path. */
final class ClassPath {
  private ClassPath() {}

  static String ofThisTest() {
    Set<String> path = new LinkedHashSet<>();
    path.add(rootOfThis());
    for (String property : new String[] {"java.class.path", "jdk.module.path"}) {
      String value = System.getProperty(property, "");
      if (!value.isEmpty()) {
        path.addAll(Set.of(value.split(File.pathSeparator)));
      }
    }
    return String.join(File.pathSeparator, path);
  }

  /** On the module path, tests are patched into the module, and in neither property. */
  private static String rootOfThis() {
    String name = ClassPath.class.getName().replace('.', '/') + ".class";
    Path file =
        Path.of(URI.create(String.valueOf(ClassPath.class.getClassLoader().getResource(name))));
    Path root = file;
    for (int i = 0; i <= name.chars().filter(c -> c == '/').count(); i++) {
      root = root.getParent();
    }
    return root.toString();
  }
}

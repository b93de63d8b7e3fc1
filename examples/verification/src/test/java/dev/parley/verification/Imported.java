package dev.parley.verification;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The classes of all modules, read once. */
final class Imported {
  private static final JavaClasses ALL = read(ParleyModule.TABLE);
  private static final Map<ParleyModule, JavaClasses> BY_MODULE = byModule();

  private Imported() {}

  static JavaClasses all() {
    return ALL;
  }

  static JavaClasses published() {
    return of(ParleyModule.published());
  }

  static JavaClasses of(ParleyModule module) {
    return BY_MODULE.get(module);
  }

  static JavaClasses of(Collection<ParleyModule> modules) {
    return ALL.that(
        DescribedPredicate.describe(
            "of " + modules, c -> modules.stream().anyMatch(m -> of(m).contain(c.getName()))));
  }

  /** {@return the packages that a module has, exported or not} */
  static Set<String> packages(ParleyModule module) {
    return of(module).stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));
  }

  private static Map<ParleyModule, JavaClasses> byModule() {
    Map<ParleyModule, JavaClasses> found = new LinkedHashMap<>();
    for (ParleyModule module : ParleyModule.TABLE) {
      String home = module.location().toUri().getRawPath();
      found.put(
          module,
          ALL.that(
              DescribedPredicate.describe(
                  "of " + module,
                  c -> c.getSource().orElseThrow().getUri().toString().contains(home))));
    }
    return found;
  }

  private static JavaClasses read(List<ParleyModule> modules) {
    return new ClassFileImporter()
        .importLocations(modules.stream().map(m -> location(m.location())).toList());
  }

  private static Location location(Path path) {
    return Files.isDirectory(path)
        ? Location.of(path.toUri())
        : Location.of(URI.create("jar:" + path.toUri() + "!/"));
  }
}

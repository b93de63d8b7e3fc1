package dev.parley.verification;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.lang.module.ModuleFinder;
import java.util.Collection;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules of the design, apart from the classes they are asked about. */
final class Rules {
  /** What {@code java.*} modules hold: not {@code sun.misc}, not the {@code jdk} modules. */
  private static final Set<String> JDK =
      ModuleFinder.ofSystem().findAll().stream()
          .map(module -> module.descriptor())
          .filter(module -> module.name().startsWith("java."))
          .flatMap(module -> module.exports().stream())
          .filter(exports -> !exports.isQualified())
          .map(exports -> exports.source())
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern VAGUE =
      Pattern.compile(".*(Utils?(?![a-z])|Utilit|Helper|Manager).*|.*Impl|Abstract.*");

  private static final String GENERATED = "dagger.internal.DaggerGenerated";

  private Rules() {}

  /** Only the JDK's public API, JSpecify, these packages and these libraries. */
  static ArchRule uses_only(Set<String> packages, Collection<Library> libraries) {
    DescribedPredicate<JavaClass> allowed =
        describe(
            "of the JDK, JSpecify, " + packages + " or " + libraries,
            c -> {
              String name = c.getBaseComponentType().getPackageName();
              return c.getBaseComponentType().isPrimitive()
                  || JDK.contains(name)
                  || name.equals("org.jspecify.annotations")
                  || packages.contains(name)
                  || libraries.stream().anyMatch(library -> library.owns(name));
            });
    return classes()
        .should()
        .onlyDependOnClassesThat(allowed)
        .because("who may use whom is the table of the design, and every user inherits it");
  }

  static ArchRule does_not_depend_on(String why, Set<String> packages) {
    return noClasses()
        .should()
        .dependOnClassesThat(describe("in " + packages, c -> packages.contains(c.getPackageName())))
        .because(why);
  }

  static ArchRule only_the_spi_calls_service_loader() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.parley.spi")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ServiceLoader.class)
        .because("what is found, and what a broken plugin does, must be decided in one place");
  }

  static ArchRule generated_code_is_internal() {
    return classes()
        .that(annotatedWith(GENERATED))
        .should()
        .resideInAPackage("..internal..")
        .because("Dagger's classes are public for technical reasons only, and nobody's API");
  }

  static ArchRule nothing_runs_on_the_common_pool() {
    return noClasses()
        .should()
        .accessTargetWhere(new CommonPool())
        .because("threads are part of the contract, and the common pool belongs to the program");
  }

  static ArchRule nothing_logs_but_by_the_system_logger() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.logging..",
            "org.slf4j..",
            "org.apache.commons.logging..",
            "org.apache.log4j..",
            "org.apache.logging..")
        .because("logging goes through System.Logger, which the program binds as it likes");
  }

  /** What a tree says of itself is written by a mapper that Jackson makes for that alone. */
  static ArchRule no_tree_writes_itself() {
    DescribedPredicate<JavaAccess<?>> writes =
        describe(
            "a tree writes itself",
            access ->
                access.getTargetOwner().isAssignableTo(JsonNode.class)
                    && Set.of("toString", "toPrettyString").contains(access.getName()));
    return noClasses()
        .should()
        .accessTargetWhere(writes)
        .because("making a mapper is a fifth of what the first call of a process takes");
  }

  static ArchRule nothing_prints() {
    return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
        "standard output and error belong to the program");
  }

  static ArchRule nothing_sleeps() {
    return noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "Thread.sleep or TimeUnit.sleep",
                access ->
                    access.getName().equals("sleep")
                        && (access.getTargetOwner().isAssignableTo(Thread.class)
                            || access.getTargetOwner().isEquivalentTo(TimeUnit.class))))
        .because("time is injected, and what waits must wake when it is cancelled");
  }

  static ArchRule every_package_is_null_marked() {
    return classes()
        .should(new NullMarkedPackage())
        .because("every package has a package-info that is its map, and says @NullMarked there");
  }

  static ArchRule names_say_what_a_class_is() {
    return noClasses()
        .that(not(describe("generated", Rules::isGenerated)))
        .should(
            ArchCondition.from(
                describe(
                    "have a name like " + VAGUE, c -> VAGUE.matcher(c.getSimpleName()).matches())))
        .because("a class without a subject in its name attracts whatever has no home");
  }

  static ArchRule exported_signatures_are_ours(Set<String> exported) {
    return classes()
        .that(describe("in an exported package", c -> exported.contains(c.getPackageName())))
        .should(
            new ForeignSignature(
                describe(
                    "a library's class",
                    c ->
                        Library.INSIDE_ONLY.stream()
                            .anyMatch(library -> library.owns(c.getPackageName())))))
        .because("a library in a signature is one that we can never replace, nor users upgrade");
  }

  static boolean uses(JavaClass type, Class<?> used) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(used));
  }

  static boolean isGenerated(JavaClass type) {
    return type.isAnnotatedWith(GENERATED)
        || type.getEnclosingClass().map(Rules::isGenerated).orElse(false);
  }
}

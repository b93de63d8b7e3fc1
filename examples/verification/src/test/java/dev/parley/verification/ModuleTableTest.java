package dev.parley.verification;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.Pom.Dependency;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of modules says what the poms say. */
class ModuleTableTest {

  /** The BOM holds no classes; benchmarks, if any, are not looked at. */
  private static final Set<String> WITHOUT_RULES = Set.of("api/bom", "examples/benchmarks");

  static List<ParleyModule> published() {
    return ParleyModule.published();
  }

  @Test
  void every_module_of_the_build_has_a_line_and_every_line_a_module() {
    Set<String> built =
        Pom.in(Project.root()).modules().stream()
            .filter(folder -> !WITHOUT_RULES.contains(folder))
            .collect(toSet());
    assertEquals(
        built,
        ParleyModule.TABLE.stream().map(ParleyModule::folder).collect(toSet()),
        "modules of the root pom, and the lines of ParleyModule.TABLE");
  }

  @Test
  void what_is_published_is_what_the_poms_deploy() {
    Set<String> deployed =
        Pom.in(Project.root()).modules().stream()
            .map(folder -> Pom.in(Project.root().resolve(folder)))
            .filter(Pom::isPublishedJar)
            .map(Pom::artifact)
            .collect(toSet());
    assertEquals(
        deployed, ParleyModule.published().stream().map(ParleyModule::artifact).collect(toSet()));
  }

  @Test
  void what_lies_under_examples_is_never_published_and_nothing_else_is_unpublished() {
    for (ParleyModule module : ParleyModule.TABLE) {
      assertEquals(!module.folder().startsWith("examples/"), module.isPublished(), module.folder());
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void a_pom_depends_on_what_the_table_allows_only(ParleyModule module) {
    List<Dependency> dependencies = Pom.in(Project.root().resolve(module.folder())).dependencies();
    assertTrue(dependencies.size() > 0, "dependencies seen in the pom of " + module);
    List<Dependency> forbidden =
        dependencies.stream()
            .filter(d -> !d.group().equals("org.jspecify"))
            .filter(d -> !(d.group().equals("dev.parley") && module.uses().contains(d.artifact())))
            .filter(d -> module.libraries().stream().noneMatch(l -> l.group().equals(d.group())))
            .filter(d -> !isPoliciesAtRunTime(module, d))
            .toList();
    assertEquals(List.of(), forbidden, module + " depends on what the design does not allow it");
  }

  @Test
  void annotations_for_nullness_reach_no_user() {
    Stream<Dependency> annotations =
        ParleyModule.published().stream()
            .flatMap(m -> Pom.in(Project.root().resolve(m.folder())).dependencies().stream())
            .filter(d -> d.group().equals("org.jspecify"));
    assertEquals(Set.of("provided"), annotations.map(Dependency::scope).collect(toSet()));
  }

  /** A provider brings the default policies along, and its code knows nothing of them. */
  private static boolean isPoliciesAtRunTime(ParleyModule module, Dependency dependency) {
    return module.kind() == ParleyModule.Kind.PROVIDER
        && dependency.artifact().equals("parley-policies")
        && dependency.scope().equals("runtime");
  }
}

package dev.parley.verification;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows and rules of the design, asked of all modules. That each rule can fail shows {@link
 * RulesTest}; that none passes for want of classes, the guards here.
 */
class ArchitectureTest {
  /** Raise it only on purpose: a small API is a promise. The design hopes for about 60. */
  private static final int MOST_PUBLIC_TYPES_OF_THE_API = 114;

  static List<ParleyModule> all() {
    return ParleyModule.TABLE;
  }

  static List<ParleyModule> published() {
    return ParleyModule.published();
  }

  static Stream<ParleyModule> plugins() {
    return ParleyModule.TABLE.stream().filter(ParleyModule::isPlugin);
  }

  // Guards

  @ParameterizedTest
  @MethodSource("all")
  void the_rules_see_the_classes_of(ParleyModule module) {
    int seen = Imported.of(module).size();
    assertTrue(seen >= module.atLeast(), module + ": " + seen + " classes");
  }

  @Test
  void every_class_belongs_to_one_module_and_no_package_to_two() {
    int sum = ParleyModule.TABLE.stream().mapToInt(m -> Imported.of(m).size()).sum();
    assertEquals(Imported.all().size(), sum);
    Set<String> seen = new HashSet<>();
    for (ParleyModule module : ParleyModule.TABLE) {
      for (String name : Imported.packages(module)) {
        assertTrue(seen.add(name), name + " is in " + module + " and in another module");
      }
    }
  }

  // Who may use whom

  @ParameterizedTest
  @MethodSource("published")
  void uses_only_what_the_table_allows(ParleyModule module) {
    Set<String> packages = new TreeSet<>(Imported.packages(module));
    module.uses().forEach(used -> packages.addAll(Imported.packages(ParleyModule.named(used))));
    Rules.uses_only(packages, module.libraries()).check(Imported.of(module));
  }

  @Test
  void the_api_is_allowed_the_jdk_only() {
    ParleyModule api = ParleyModule.named("parley-api");
    assertEquals(Set.of(), api.uses());
    assertEquals(Set.of(), api.libraries());
  }

  @Test
  void nothing_that_is_published_depends_on_examples() {
    Set<String> examples =
        ParleyModule.TABLE.stream()
            .filter(module -> !module.isPublished())
            .flatMap(module -> Imported.packages(module).stream())
            .collect(toSet());
    Rules.does_not_depend_on("examples are not published", examples).check(Imported.published());
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void no_plugin_uses_another(ParleyModule plugin) {
    Set<String> others =
        plugins()
            .filter(other -> !other.equals(plugin))
            .flatMap(other -> Imported.packages(other).stream())
            .collect(toSet());
    assertFalse(others.isEmpty());
    Rules.does_not_depend_on(
            "each provider is replaceable alone, and stores and providers never meet", others)
        .check(Imported.of(plugin));
  }

  @ParameterizedTest
  @MethodSource("published")
  void exported_signatures_mention_no_library(ParleyModule module) {
    Rules.exported_signatures_are_ours(module.exportedPackages()).check(Imported.of(module));
  }

  // How the code is written

  @Test
  void only_the_spi_calls_service_loader() {
    Rules.only_the_spi_calls_service_loader().check(Imported.all());
    assertTrue(
        Imported.of(ParleyModule.named("parley-api")).stream()
            .anyMatch(c -> Rules.uses(c, ServiceLoader.class)),
        "nobody calls ServiceLoader at all: is this rule still about anything?");
  }

  @Test
  void generated_code_is_internal() {
    Rules.generated_code_is_internal().check(Imported.published());
  }

  @Test
  void nothing_runs_on_the_common_pool() {
    Rules.nothing_runs_on_the_common_pool().check(Imported.all());
  }

  @Test
  void nothing_logs_but_by_the_system_logger() {
    Rules.nothing_logs_but_by_the_system_logger().check(Imported.published());
  }

  @Test
  void nothing_prints() {
    Rules.nothing_prints().check(Imported.published());
  }

  @Test
  void nothing_sleeps() {
    Rules.nothing_sleeps().check(Imported.all());
  }

  @Test
  void no_tree_of_a_call_writes_itself() {
    for (String module : List.of("parley-chat-completions", "parley-json")) {
      Rules.no_tree_writes_itself().check(Imported.of(ParleyModule.named(module)));
    }
  }

  @Test
  void every_package_is_null_marked() {
    Rules.every_package_is_null_marked().check(Imported.all());
  }

  @Test
  void names_say_what_a_class_is() {
    Rules.names_say_what_a_class_is().check(Imported.published());
  }

  @Test
  void the_api_stays_small() {
    ParleyModule api = ParleyModule.named("parley-api");
    Set<String> exported = api.exportedPackages();
    List<String> types =
        Imported.of(api).stream()
            .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(c -> exported.contains(c.getPackageName()))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertTrue(types.size() > 40, "types seen: " + types);
    assertTrue(
        types.size() <= MOST_PUBLIC_TYPES_OF_THE_API,
        () -> types.size() + " public types, over the bound that is set here on purpose: " + types);
  }
}

package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.parley.verification.fixture.LibraryExposer;
import dev.parley.verification.fixture.PoolUser;
import dev.parley.verification.fixture.TextUtils;
import dev.parley.verification.fixture.TreePrinter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule fails where it is broken, and says why it is there. */
class RulesTest {
  private static final String FIXTURE = "dev.parley.verification.fixture";

  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

  @Test
  void a_library_that_is_not_allowed_is_seen() {
    ArchRule nothing = Rules.uses_only(Set.of(FIXTURE), Set.of());
    assertBroken(nothing, "LibraryExposer", 5);
    assertBroken(nothing, "com.fasterxml.jackson.databind.JsonNode", 5);
    assertBroken(nothing, "okio.Buffer", 1);
    assertBroken(nothing, "jakarta.inject.Inject", 1);
    ArchRule all =
        Rules.uses_only(Set.of(FIXTURE), List.of(Library.JACKSON, Library.OKHTTP, Library.DAGGER));
    assertEquals(List.of(), violations(all));
  }

  @Test
  void a_module_that_is_not_allowed_is_seen() {
    assertBroken(Rules.does_not_depend_on("x", Set.of("okhttp3")), "okhttp3.OkHttpClient", 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LibraryExposer mentions [okhttp3.OkHttpClient, okio.Buffer]",
        "LibraryExposer.field mentions [com.fasterxml.jackson.databind.JsonNode]",
        "<init>(java.util.Optional) mentions [com.fasterxml.jackson.databind.JsonNode]",
        "returned() mentions [com.fasterxml.jackson.databind.JsonNode]",
        "thrower() mentions [com.fasterxml.jackson.core.JsonProcessingException]",
        "bounded() mentions [com.fasterxml.jackson.core.JsonParser]",
        "annotated() mentions [jakarta.inject.Inject]",
        "nested(com.fasterxml.jackson.databind.JsonNode) mentions",
        "TextUtils$Generated mentions [dagger.internal.DaggerGenerated]",
      })
  void a_library_in_a_signature_is_seen(String violation) {
    assertBroken(Rules.exported_signatures_are_ours(Set.of(FIXTURE)), violation, 1);
  }

  @Test
  void what_is_not_exported_may_mention_what_it_likes() {
    List<String> found = violations(Rules.exported_signatures_are_ours(Set.of(FIXTURE)));
    assertEquals(9, found.size(), found::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "asked",
        "supplied",
        "chained",
        "referred",
        "timed",
        "delayed",
        "parallel",
        "published"
      })
  void the_common_pool_is_seen(String method) {
    assertBroken(
        Rules.nothing_runs_on_the_common_pool(), PoolUser.class.getName() + "." + method + "(", 1);
  }

  @Test
  void an_executor_of_ones_own_is_no_common_pool() {
    assertTrue(
        violations(Rules.nothing_runs_on_the_common_pool()).stream()
            .noneMatch(violation -> violation.contains("allowed")));
  }

  @Test
  void the_other_rules_see_what_breaks_them() {
    String broken = TextUtils.class.getName();
    assertBroken(Rules.only_the_spi_calls_service_loader(), broken + ".loads()", 1);
    assertBroken(Rules.generated_code_is_internal(), broken + "$Generated", 1);
    assertBroken(Rules.nothing_prints(), broken + ".prints()", 1);
    assertBroken(Rules.nothing_logs_but_by_the_system_logger(), broken + ".logs()", 1);
    assertBroken(Rules.nothing_sleeps(), broken + ".sleeps()", 1);
    assertBroken(Rules.nothing_sleeps(), broken + ".sleepsToo()", 1);
    assertBroken(Rules.names_say_what_a_class_is(), broken, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"called", "pretty", "referred"})
  void a_tree_that_writes_itself_is_seen(String method) {
    assertBroken(
        Rules.no_tree_writes_itself(), TreePrinter.class.getName() + "." + method + "(", 1);
  }

  @Test
  void a_generator_may_choose_its_names() {
    assertEquals(1, violations(Rules.names_say_what_a_class_is()).size());
  }

  @Test
  void a_package_without_a_mark_is_seen() {
    List<String> found = violations(Rules.every_package_is_null_marked());
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).contains("fixture.unmarked"), found::toString);
  }

  @Test
  void a_rule_asked_of_no_classes_fails() {
    JavaClasses none = BROKEN.that(DescribedPredicate.alwaysFalse());
    for (ArchRule rule : rules()) {
      assertThrows(AssertionError.class, () -> rule.check(none), rule.getDescription());
    }
  }

  @Test
  void every_rule_says_why() {
    for (ArchRule rule : rules()) {
      assertTrue(rule.getDescription().contains(", because "), rule.getDescription());
    }
  }

  private static List<ArchRule> rules() {
    return List.of(
        Rules.uses_only(Set.of(), Set.of()),
        Rules.does_not_depend_on("x", Set.of("y")),
        Rules.exported_signatures_are_ours(Set.of(LibraryExposer.class.getPackageName())),
        Rules.only_the_spi_calls_service_loader(),
        Rules.generated_code_is_internal(),
        Rules.nothing_runs_on_the_common_pool(),
        Rules.nothing_logs_but_by_the_system_logger(),
        Rules.nothing_prints(),
        Rules.nothing_sleeps(),
        Rules.no_tree_writes_itself(),
        Rules.every_package_is_null_marked(),
        Rules.names_say_what_a_class_is());
  }

  private static void assertBroken(ArchRule rule, String where, int atLeast) {
    List<String> found = violations(rule);
    long matching = found.stream().filter(violation -> violation.contains(where)).count();
    assertTrue(matching >= atLeast, () -> where + " not found in " + found);
  }

  private static List<String> violations(ArchRule rule) {
    return rule.evaluate(BROKEN).getFailureReport().getDetails();
  }
}

package dev.parley.tck.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.parley.tck.Rule;
import dev.parley.tck.http.ScriptedServer;
import dev.parley.tck.mutation.Mutant.Told;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;

/** The kit tells every broken provider, by the rule that it breaks and by no other. */
class MutationTest {
  private ExecutorService threads;

  @BeforeEach
  void start() {
    // Most of the time mutants wait for what never comes.
    threads =
        Executors.newFixedThreadPool(
            10, task -> new Thread(task, ScriptedServer.THREAD_PREFIX + "mutation"));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> the_kit_fails_a_provider_that() {
    Map<Mutant, Future<KitRun>> early = new LinkedHashMap<>();
    List<Mutant> alone = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      if (mutant.isAlone()) {
        alone.add(mutant);
      } else {
        early.put(mutant, threads.submit(() -> run(mutant)));
      }
    }
    return Stream.concat(
        early.entrySet().stream()
            .map(
                each ->
                    dynamicTest(
                        each.getKey().flaw(), () -> isTold(each.getKey(), each.getValue().get()))),
        alone.stream().map(each -> dynamicTest(each.flaw(), () -> isTold(each, run(each)))));
  }

  private static KitRun run(Mutant mutant) {
    List<String> tests = new ArrayList<>(mutant.fails().keySet());
    tests.addAll(mutant.holds());
    return KitRun.of(mutant, tests);
  }

  private static void isTold(Mutant mutant, KitRun run) {
    assertFalse(mutant.fails().isEmpty(), () -> mutant + " has nothing to fail");
    assertFalse(mutant.holds().isEmpty(), () -> mutant + " has nothing to hold");
    mutant.fails().forEach((test, told) -> failed(mutant, test, told, run));
    for (String test : mutant.holds()) {
      assertTrue(run.passed(test), () -> mutant + " should pass " + test + ": " + run);
    }
  }

  private static void failed(Mutant mutant, String test, Told told, KitRun run) {
    List<Throwable> failures = run.failures(test);
    assertFalse(failures.isEmpty(), () -> mutant + " should fail " + test + ": " + run);
    for (Throwable failure : failures) {
      String message = assertInstanceOf(AssertionFailedError.class, failure).getMessage();
      assertTrue(
          message.startsWith("Broken: " + name(told.rule()) + ": ")
              && message.contains(told.seen()),
          () -> mutant + ", " + test + " should say " + told + " and says: " + message);
    }
  }

  private static String name(Rule rule) {
    return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Test
  void every_test_of_the_kit_fails_a_mutant() {
    Set<String> tests =
        Stream.of(BrokenToy.class.getMethods())
            .filter(
                method ->
                    method.isAnnotationPresent(Test.class)
                        || method.isAnnotationPresent(TestFactory.class))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(tests.size() > 70, () -> "only " + tests.size());
    Mutants.all().forEach(mutant -> tests.removeAll(mutant.fails().keySet()));
    assertEquals(Set.of(), tests, "tests that no mutant fails");
  }

  @Test
  void no_two_mutants_have_one_flaw() {
    List<String> flaws = Mutants.all().stream().map(Mutant::flaw).toList();
    assertEquals(flaws.stream().distinct().toList(), flaws);
    assertTrue(flaws.size() > 90, () -> "only " + flaws.size());
  }
}

package dev.parley.tck.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.parley.tck.Rule;
import dev.parley.tck.http.ScriptedServer;
import dev.parley.tck.mutation.Mutant.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    mutant.fails().forEach((test, told) -> failed(mutant, test, told, run.failures(test)));
    for (String test : mutant.holds()) {
      assertTrue(run.passed(test), () -> mutant + " should pass " + test + ": " + run);
    }
  }

  private static void failed(Mutant mutant, String test, Told told, List<Throwable> failures) {
    assertFalse(failures.isEmpty(), () -> mutant + " should fail " + test);
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
  void no_two_mutants_have_one_flaw() {
    List<String> flaws = Mutants.all().stream().map(Mutant::flaw).toList();
    assertEquals(flaws.stream().distinct().toList(), flaws);
    assertTrue(flaws.size() > 60, () -> "only " + flaws.size());
  }
}

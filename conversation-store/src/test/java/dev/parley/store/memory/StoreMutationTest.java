package dev.parley.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.parley.store.memory.StoreMutants.Mutant;
import dev.parley.tck.Rule;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.AssertionFailedError;

/** The contract tells every broken store, by the rule that it breaks. */
class StoreMutationTest {

  @TestFactory
  Stream<DynamicTest> the_contract_fails_a_store_that() {
    return StoreMutants.all().stream()
        .map(mutant -> dynamicTest(mutant.flaw(), () -> isTold(mutant)));
  }

  private static void isTold(Mutant mutant) {
    assertTrue(!mutant.fails().isEmpty(), () -> mutant + " has nothing to fail");
    Map<String, TestExecutionResult> results = run(mutant);
    mutant.fails().forEach((test, rule) -> failed(mutant, test, rule, results.get(test)));
  }

  private static void failed(Mutant mutant, String test, Rule rule, TestExecutionResult result) {
    assertNotNull(result, () -> "there is no test " + test);
    Throwable failure =
        result
            .getThrowable()
            .orElseThrow(() -> new AssertionFailedError(mutant + " should fail " + test));
    String message = assertInstanceOf(AssertionFailedError.class, failure).getMessage();
    String name = rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    assertTrue(
        message.startsWith("Broken: " + name + ": "),
        () -> mutant + ", " + test + " should break " + name + " and says: " + message);
  }

  private static Map<String, TestExecutionResult> run(Mutant mutant) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                mutant.fails().keySet().stream()
                    .map(test -> selectMethod(BrokenStore.class, test))
                    .toList())
            .configurationParameter(BrokenStore.MUTANT, mutant.flaw())
            .build();
    Map<String, TestExecutionResult> results = new LinkedHashMap<>();
    LauncherConfig quiet =
        LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .build();
    LauncherFactory.create(quiet)
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.getSource().orElse(null) instanceof MethodSource source) {
                  results.put(source.getMethodName(), result);
                }
              }
            });
    return results;
  }

  @Test
  void every_test_of_the_contract_fails_a_mutant() {
    Set<String> tests =
        Stream.of(BrokenStore.class.getMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(tests.size() > 30, () -> "only " + tests.size());
    StoreMutants.all().forEach(mutant -> tests.removeAll(mutant.fails().keySet()));
    assertEquals(Set.of(), tests, "tests that no mutant fails");
  }
}
